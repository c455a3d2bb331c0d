/** When may the operator go, and what is said when it may not? */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { pivotFinalizer } from '../../src/api/marks.ts';
import { mayUninstall } from '../../src/hooks/may-uninstall.ts';

const at = '2026-03-02T09:00:00Z';

interface Given {
  readonly status?: object;
  readonly finalizers?: readonly string[];
  readonly deletionTimestamp?: string;
  readonly spec?: object;
}

function pivot({ status = {}, finalizers = [pivotFinalizer], deletionTimestamp, spec }: Given): KubeObject {
  return {
    apiVersion: 'pivot.metal3.io/v1alpha1',
    kind: 'ClusterPivot',
    metadata: {
      namespace: 'metal3',
      name: 'prod',
      finalizers,
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    },
    spec: spec ?? { clusterName: 'prod' },
    status,
  };
}

const journal = { startedTime: at };

describe('mayUninstall', () => {
  it.each<[string, Given, string]>([
    [
      'that copies',
      { status: { phase: 'Copying', journal } },
      'ClusterPivot metal3/prod is under way, in phase Copying: wait until it is complete, or delete it, which takes everything back',
    ],
    [
      'that is committed, which nothing takes back',
      { status: { phase: 'Activating', journal: { ...journal, committedTime: at } } },
      'ClusterPivot metal3/prod is under way, in phase Activating: wait until it is complete',
    ],
    [
      'that rolls back',
      { status: { phase: 'RollingBack', journal: { ...journal, rollback: { startedTime: at, cause: 'x' } } } },
      'ClusterPivot metal3/prod is under way, in phase RollingBack: wait until it is complete, or delete it, which takes everything back',
    ],
    [
      'that is about to begin',
      { status: { phase: 'Preparing' } },
      'ClusterPivot metal3/prod is under way, in phase Preparing: wait until it is complete, or delete it, which takes everything back',
    ],
    [
      'that is deleted',
      { status: { journal: { ...journal, completedTime: at } }, deletionTimestamp: at },
      'ClusterPivot metal3/prod is being deleted: wait until it is gone',
    ],
  ])('refuses for a pivot %s', (_, given, refusal) => {
    expect(mayUninstall([pivot(given)], () => true)).toEqual({ refusals: [refusal], letGo: [] });
  });

  it('refuses for a pivot that is over and still cleans up', () => {
    const { refusals } = mayUninstall([pivot({ status: { journal: { ...journal, completedTime: at } } })], () => false);
    expect(refusals).toEqual(['ClusterPivot metal3/prod is over, and still cleans up: try again in a minute']);
  });

  it('refuses for what it does not understand', () => {
    const { refusals } = mayUninstall([pivot({ spec: { clusterName: 7 } })], () => true);
    expect(refusals).toEqual([expect.stringMatching(/^ClusterPivot metal3\/prod cannot be understood \(spec is not/)]);
  });

  it.each<[string, object]>([
    ['complete', { completedTime: at }],
    ['rolled back', { rollback: { startedTime: at, cause: 'x', finishedTime: at } }],
  ])('lets go of a pivot that is %s, so that it can be deleted without an operator', (_, end) => {
    const over = pivot({ status: { journal: { ...journal, ...end } } });
    const { refusals, letGo } = mayUninstall([over], () => true);
    expect(refusals).toEqual([]);
    expect(letGo.map(({ metadata }) => metadata.name)).toEqual(['prod']);
  });

  it('leaves alone what has not begun', () => {
    const waiting = pivot({ status: { phase: 'AwaitingApproval' }, finalizers: [] });
    expect(mayUninstall([waiting], () => true)).toEqual({ refusals: [], letGo: [] });
  });
});
