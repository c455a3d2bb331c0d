/** Is the scene of a ClusterPivot what its status says? */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type ClusterPivot, type PivotStatus, parseClusterPivot } from '../../../src/api/clusterpivot.ts';
import { endingOf, pivotScene } from '../../../testbed/demo/pivot-scene.ts';
import { pivotManifest } from '../../../testbed/demo/run-pivot.ts';

const gates = { steadySeconds: 10, holdSeconds: 5, soakSeconds: 20 };

function pivot(status: PivotStatus): ClusterPivot {
  const manifest = parse(pivotManifest({ name: 'prod', namespace: 'metal3', gates, address: '172.22.0.2' }));
  const parsed = parseClusterPivot({ ...manifest, status });
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.pivot;
}

const condition = (type: string) => ({
  type,
  status: 'True' as const,
  reason: 'Any',
  message: '',
  lastTransitionTime: '2026-03-02T09:00:00Z',
});
const at = (seconds: number) => new Date(Date.parse('2026-03-02T09:00:00Z') + seconds * 1000).toISOString();
const moment = { now: Date.parse(at(9)), startedAt: Date.parse(at(0)), hosts: [] };

const copying: PivotStatus = {
  phase: 'Copying',
  message: '3 of 8 objects are in the target',
  phases: [
    { name: 'Preflight', startTime: at(0), endTime: at(2) },
    { name: 'Copying', startTime: at(4) },
  ],
  progress: { planned: 8, copied: 3, deleted: 0, percent: 40 },
};

test('the demo applies a valid ClusterPivot with its own gates', () => {
  expect(pivot({}).spec).toMatchObject({ clusterName: 'prod', gates, mode: 'Execute', approval: 'Automatic' });
});

test('phases are done, running or waiting, with their times', () => {
  const scene = pivotScene(pivot(copying), moment);
  expect(scene.seconds).toBe(9);
  expect(scene.progress).toEqual({ label: 'objects', done: 3, total: 8 });
  expect(scene.steps).toContainEqual({ name: 'Preflight', state: 'done', seconds: 2 });
  expect(scene.steps).toContainEqual({
    name: 'Copying',
    state: 'running',
    seconds: 5,
    note: '3 of 8 objects are in the target',
  });
  expect(scene.steps).toContainEqual({ name: 'Verifying', state: 'waiting' });
});

test('approval is a step only where somebody has to approve', () => {
  const names = ({ steps }: ReturnType<typeof pivotScene>) => steps.map(({ name }) => name);
  expect(names(pivotScene(pivot(copying), moment))).not.toContain('AwaitingApproval');
  const manual = { ...pivot(copying), spec: { ...pivot(copying).spec, approval: 'Manual' as const } };
  expect(names(pivotScene(manual, moment))).toContain('AwaitingApproval');
});

test('the way back is shown as a step of its own', () => {
  const scene = pivotScene(pivot({ ...copying, phase: 'RollingBack' }), moment);
  expect(scene.steps.at(-1)).toMatchObject({ name: 'RollingBack', state: 'running' });
});

test('a stalled phase has failed', () => {
  const scene = pivotScene(pivot({ ...copying, conditions: [condition('Stalled')] }), moment);
  expect(scene.steps).toContainEqual(expect.objectContaining({ name: 'Copying', state: 'failed' }));
});

test.each([
  ['Ready', 'ready'],
  ['RolledBack', 'rolled back'],
  ['Stalled', 'stalled'],
  ['Reconciling', undefined],
])('%s True ends it: %s', (type, ending) => {
  expect(endingOf(pivot({ conditions: [condition(type)] }))).toBe(ending);
});
