/** Are the objects that Argo CD's tests of our scripts read what the operator writes? `vitest -u` writes them anew. */
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ClusterPivot } from '../../src/api/clusterpivot.ts';
import { customizationFile } from './ask.ts';
import { recorded } from './recorded.ts';

/** As in the samples: a plan that says more one day must not change every file. */
const anyHash = '4f1c6a2e9b7d0358';

/** File → the state that is in it, and what an action has made of its spec. */
const files: Readonly<Record<string, readonly [state: string, spec?: Partial<ClusterPivot['spec']>]>> = {
  'testdata/progressing_never_seen.yaml': ['never seen'],
  'testdata/progressing_preflight.yaml': ['Preflight waits'],
  'testdata/progressing_copying.yaml': ['Copying runs'],
  'testdata/progressing_activating.yaml': ['Activating runs'],
  'testdata/progressing_target_unreachable.yaml': ['target unreachable'],
  'testdata/progressing_rolling_back.yaml': ['rolling back'],
  'testdata/progressing_edit_not_seen.yaml': ['completed, edit not seen yet'],
  'testdata/suspended_plan_not_approved.yaml': ['plan not approved'],
  'testdata/suspended_plan_only.yaml': ['plan only'],
  'testdata/suspended_on_hold.yaml': ['suspended under way'],
  'testdata/suspended_rolled_back_as_asked.yaml': ['rolled back as asked'],
  'testdata/degraded_stalled.yaml': ['stalled in Preflight'],
  'testdata/degraded_failed_and_held.yaml': ['failed and held'],
  'testdata/degraded_failed_and_rolled_back.yaml': ['failed and rolled back'],
  'testdata/healthy_completed.yaml': ['completed'],
  'actions/testdata/approved.yaml': ['plan not approved', { approvedPlan: anyHash }],
  'actions/testdata/on_hold.yaml': ['Preflight waits', { suspend: true }],
  'actions/testdata/resumed.yaml': ['suspended under way', { suspend: false }],
  'actions/testdata/rolled_back.yaml': ['Copying runs', { rollback: true }],
};

/** Whole, but for the checks, of which there will be more. */
function asText(pivot: ClusterPivot, spec: Partial<ClusterPivot['spec']>): string {
  const { checks: _, ...status } = pivot.status;
  const object = { ...pivot, spec: { ...pivot.spec, ...spec }, status };
  const text = stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 });
  const hash = status.plan?.hash;
  return hash === undefined ? text : text.replaceAll(hash, anyHash);
}

it.each(Object.entries(files))('%s', async (file, [state, spec = {}]) => {
  const pivot = recorded[state];
  if (pivot === undefined) throw new Error(`no recorded ClusterPivot is ${state}`);
  await expect(asText(pivot, spec)).toMatchFileSnapshot(customizationFile(file));
});
