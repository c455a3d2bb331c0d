/** Does an API server answer each time, how quickly, and how late is it there? */
import { expect, it } from 'vitest';
import { startAsking } from '../../../src/controller/survey/asker.ts';
import { readStability } from '../../../src/controller/survey/stability.ts';
import { isKubeError } from '../../../src/kube/errors.ts';
import type { ServerFacts } from '../../../src/pivot/survey.ts';
import { FakeClock } from '../../kube/fake-clock.ts';
import { hurried, line } from '../../kube/stub-client.ts';
import type { Reply } from '../../kube/stub-server.ts';

const soak = { requests: 10, spacingMs: 130 };
const asker = startAsking(4, () => undefined, new AbortController().signal);

async function ofServer(handler: (before: number, clock: FakeClock) => Reply): Promise<Partial<ServerFacts>> {
  const time = new FakeClock();
  const { client } = await line((_, before) => handler(before, time), { clock: time });
  return hurried(time, readStability(client, { clock: time, soak }, asker));
}

/** As Go's servers write it: in whole seconds. */
const date = (clock: FakeClock, aheadMs: number) => ({
  headers: { date: new Date(Math.floor((clock.now() + aheadMs) / 1000) * 1000).toUTCString() },
  body: 'ok',
});

it.each([
  ['as ours', 0, 0],
  ['a little ahead: no more than is proven', 300, 0],
  ['ahead', 5000, 5000 - 130],
  ['behind', -5000, -5000],
])('a clock %s', async (_, ahead, expected) => {
  const { clockAheadMs = Number.NaN } = await ofServer((__, clock) => date(clock, ahead));
  expect(Math.abs(clockAheadMs)).toBeLessThanOrEqual(Math.abs(ahead));
  expect(Math.abs(clockAheadMs - expected)).toBeLessThanOrEqual(300);
});

it('a clock that is set meanwhile tells nothing', async () => {
  const facts = await ofServer((before, clock) => date(clock, before * 5000));
  expect(facts.clockAheadMs).toBeUndefined();
});

it('counts each request that failed, and asks none of them twice', async () => {
  let asked = 0;
  const facts = await ofServer((before) => {
    asked += 1;
    return before % 5 === 0 ? { status: 503, body: { kind: 'Status', message: 'not ready' } } : { body: 'ok' };
  });
  expect(asked).toBe(10);
  expect(facts).toMatchObject({
    requests: 10,
    failures: ['get /readyz: 503 not ready', 'get /readyz: 503 not ready'],
  });
});

it('that it may not be asked is an answer', async () => {
  const facts = await ofServer(() => ({ status: 403, body: { kind: 'Status', message: 'forbidden' } }));
  expect(facts.failures).toEqual([]);
});

it('ends when the survey does', async () => {
  const end = new AbortController();
  const { client, clock } = await line(() => ({ body: 'ok' }));
  const work = readStability(
    client,
    { clock, soak },
    startAsking(4, () => undefined, end.signal),
  );
  end.abort(new Error('enough'));
  await expect(work).rejects.toSatisfy((error) => !isKubeError(error));
});
