/** Do kstatus (and so Flux) and Argo CD judge a ClusterPivot rightly, in every state? Asked of their own code. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type ClusterPivot, conditionsOf } from '../../src/api/clusterpivot.ts';
import { phases } from '../../src/api/phases.ts';
import { healthOf, type Judgement, kstatusOf } from './ask.ts';
import { histories, recorded } from './recorded.ts';

/** State → what kstatus says, and Argo CD; that asks no script about what is being deleted. */
const expected: Readonly<Record<string, readonly [kstatus: string, health?: string]>> = {
  'never seen': ['InProgress', 'Progressing'],
  ...Object.fromEntries(phases.map((phase) => [`${phase} waits`, ['InProgress', 'Progressing']])),
  'AwaitingApproval runs': ['InProgress', 'Progressing'],
  'Preparing runs': ['InProgress', 'Progressing'],
  'Quiescing runs': ['InProgress', 'Progressing'],
  'HandingOver runs': ['InProgress', 'Progressing'],
  'Copying runs': ['InProgress', 'Progressing'],
  'Committing runs': ['InProgress', 'Progressing'],
  'Activating runs': ['InProgress', 'Progressing'],
  'Soaking runs': ['InProgress', 'Progressing'],
  'plan not approved': ['InProgress', 'Suspended'],
  'plan only': ['InProgress', 'Suspended'],
  'suspended before it began': ['InProgress', 'Suspended'],
  'suspended under way': ['InProgress', 'Suspended'],
  'rollback wanted before it began': ['InProgress', 'Suspended'],
  'stalled in Preflight': ['Failed', 'Degraded'],
  'failed and held': ['Failed', 'Degraded'],
  'target unreachable': ['InProgress', 'Progressing'],
  'rolling back': ['InProgress', 'Progressing'],
  'failed and rolled back': ['Failed', 'Degraded'],
  'rolled back as asked': ['InProgress', 'Suspended'],
  'deleted under way': ['Terminating'],
  completed: ['Current', 'Healthy'],
  'carried out before': ['Current', 'Healthy'],
  'completed and deleted': ['Terminating'],
  'completed, edit not seen yet': ['InProgress', 'Progressing'],
};

interface Judged {
  readonly kstatus: Judgement | undefined;
  readonly health: Judgement | undefined;
}

let judged: Readonly<Record<string, Judged>>;

beforeAll(async () => {
  const objects = Object.values(recorded);
  const [kstatus, health] = await Promise.all([kstatusOf(objects), healthOf(objects)]);
  judged = Object.fromEntries(
    Object.keys(recorded).map((state, index) => [state, { kstatus: kstatus[index], health: health[index] }]),
  );
});

describe('a ClusterPivot', () => {
  it('is judged in every state that is recorded', () => {
    expect(Object.keys(recorded).toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  it.each(Object.entries(expected))('%s', (state, [kstatus, health]) => {
    expect(judged[state]?.kstatus?.status, judged[state]?.kstatus?.message).toBe(kstatus);
    if (health === undefined) return;
    expect(judged[state]?.health?.status, judged[state]?.health?.message).toBe(health);
    expect(judged[state]?.health?.message).not.toBe('');
  });
});

describe('of every version of whole pivots', () => {
  const all = histories.flat();
  const isTrue = ({ status }: ClusterPivot, type: string) =>
    conditionsOf(status).some((condition) => condition.type === type && condition.status === 'True');

  const isComplete = ({ status }: ClusterPivot) => status.journal?.completedTime !== undefined;

  it('none is done that is not complete', async () => {
    const [kstatus, health] = await Promise.all([kstatusOf(all), healthOf(all)]);
    for (const [index, pivot] of all.entries()) {
      if (isComplete(pivot)) continue;
      expect(kstatus[index]?.status, pivot.status.message).not.toBe('Current');
      expect(health[index]?.status, pivot.status.message).not.toBe('Healthy');
    }
  });

  it('the last is done of those that came to be complete', async () => {
    const last = histories.flatMap((history) => history.slice(-1)).filter(isComplete);
    expect(last.length).toBeGreaterThan(1);
    expect((await kstatusOf(last)).map(({ status }) => status)).toEqual(last.map(() => 'Current'));
  });

  it('none is failed that goes on by itself', async () => {
    const kstatus = await kstatusOf(all);
    for (const [index, pivot] of all.entries()) {
      expect(kstatus[index]?.status === 'Failed', pivot.status.message).toBe(isTrue(pivot, 'Stalled'));
    }
  });

  it('none is told to be stalled and under way at once, which tools would judge by the order of a list', () => {
    expect(all.filter((pivot) => isTrue(pivot, 'Stalled') && isTrue(pivot, 'Reconciling'))).toEqual([]);
  });
});
