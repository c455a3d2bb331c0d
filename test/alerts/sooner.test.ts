import { expect, it } from 'vitest';
import { groups } from './rule-file.ts';
import { sooner } from './sooner.ts';

const rulesOf = (all: typeof groups, name: string) =>
  all.flatMap(({ rules }) => rules.filter(({ alert }) => alert === name));

it('shortens what has to last, and nothing else', () => {
  const [before] = rulesOf(groups, 'ClusterPivotNoProgress');
  const [after] = rulesOf(sooner(groups), 'ClusterPivotNoProgress');
  expect(before?.expr).toContain('> 900');
  expect(after).toEqual({ ...before, expr: before?.expr.replace('> 900', '> 20'), keep_firing_for: '5s' });
  expect(rulesOf(sooner(groups), 'ClusterPivotStalled')).toMatchObject([{ for: '20s', keep_firing_for: '5s' }]);
  expect(rulesOf(sooner(groups), 'ClusterPivotReconcileErrors')[0]?.expr).toContain('> 0.5');
});
