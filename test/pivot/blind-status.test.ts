import { expect, it } from 'vitest';
import { conditionsOf, type PivotStatus } from '../../src/api/clusterpivot.ts';
import { blindStatus } from '../../src/pivot/blind-status.ts';
import { violation } from '../../src/pivot/result.ts';
import { at, now, pivot, started } from './given.ts';

const refused = violation('ReadRefused', "list secrets metal3: 403; grant it to the operator's account");
const unreachable = violation('SourceUnreachable', 'the source cannot be read: no answer; trying again');
const earlier: PivotStatus = {
  phase: 'Copying',
  progress: { planned: 8, copied: 3, deleted: 0, percent: 40 },
  conditions: [
    { type: 'Ready', status: 'False', reason: 'CopyJobRunning', message: 'copying', lastTransitionTime: at(-90) },
    { type: 'Reconciling', status: 'True', reason: 'CopyJobRunning', message: 'copying', lastTransitionTime: at(-90) },
    { type: 'HostsSteady', status: 'True', reason: 'Met', message: 'steady', lastTransitionTime: at(-80) },
  ],
};
const told = (status: PivotStatus) =>
  conditionsOf(status).map(({ type, status: is, reason, lastTransitionTime }) => [
    type,
    is,
    reason,
    lastTransitionTime,
  ]);

it('what only a human can mend stalls the pivot, and what was known stays', () => {
  const given = pivot({ journal: started, status: earlier });
  const status = blindStatus(given, { violation: refused, stalled: true }, now);
  expect(status).toMatchObject({ phase: 'Copying', progress: earlier.progress, message: refused.message });
  expect(status.journal).toEqual(given.status.journal);
  expect(told(status)).toEqual([
    ['Ready', 'False', 'ReadRefused', at(-90)],
    ['Reconciling', 'False', 'ReadRefused', at(0)],
    ['Stalled', 'True', 'ReadRefused', at(0)],
    ['HostsSteady', 'True', 'Met', at(-80)],
  ]);
});

it('what may pass is waited for', () => {
  const status = blindStatus(pivot({ status: earlier }), { violation: unreachable, stalled: false }, now);
  expect(told(status)).toEqual([
    ['Ready', 'False', 'SourceUnreachable', at(-90)],
    ['Reconciling', 'True', 'SourceUnreachable', at(-90)],
    ['Stalled', 'False', 'Met', at(0)],
    ['HostsSteady', 'True', 'Met', at(-80)],
  ]);
});

it.each([
  { ...started, completedTime: at(-10) },
  { ...started, rollback: { startedTime: at(-20), cause: 'a test', finishedTime: at(-10) } },
])('takes nothing back of a pivot that is over', (journal) => {
  const given = pivot({ journal, status: earlier });
  expect(blindStatus(given, { violation: unreachable, stalled: false }, now)).toBe(given.status);
});
