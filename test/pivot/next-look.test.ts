import { expect, it } from 'vitest';
import { nextLookWithin } from '../../src/pivot/next-look.ts';
import type { ObservedEndpoint } from '../../src/pivot/observation.ts';
import { act, fail, met, type Result, record, stall, violation, wait } from '../../src/pivot/result.ts';
import { expectation, heldView } from './endpoint/given.ts';
import { seen } from './endpoint/observed.ts';

const waiting = wait(violation('InProgress', 'waiting'), 5);
const stalled = stall(violation('WriteRefused', 'refused'));
const failed = fail(violation('WriteRefused', 'refused'));

const endpoint = (staleAfterSeconds: number): ObservedEndpoint =>
  seen(heldView({ expectation: { ...expectation, staleAfterSeconds } }));

const unwatched: readonly [string, Result, number | undefined][] = [
  ['facts are recorded', record({}, 'recording'), 0],
  ['effects are carried out', act([], 'acting'), 0],
  ['it waits', waiting, 5],
  ['it is stalled', stalled, 10],
  ['it failed', failed, 10],
  ['all holds', met, undefined],
];

it.each(unwatched)('when %s', (_, result, seconds) => {
  expect(nextLookWithin(result, { endpoint: undefined })).toBe(seconds);
});

const watched: readonly [number, string, Result, number | undefined][] = [
  [3, 'waits', waiting, 1.5],
  [15, 'waits', waiting, 5],
  [3, 'is stalled', stalled, 1.5],
  [15, 'is stalled', stalled, 7.5],
  [60, 'is stalled', stalled, 10],
  [3, 'acts', act([], 'acting'), 0],
  [3, 'has nothing to do', met, undefined],
];

it.each(watched)(
  'before a report that counts for %d s does not count any more, when it %s',
  (counts, _, result, seconds) => {
    expect(nextLookWithin(result, { endpoint: endpoint(counts) })).toBe(seconds);
  },
);
