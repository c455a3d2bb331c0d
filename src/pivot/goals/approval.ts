/** Is the plan approved, and may the pivot leave the stage in which nothing is written? */
import type { Observation } from '../observation.ts';
import { buildPlan } from '../plan.ts';
import { met, type Result, violation, wait } from '../result.ts';

export function approval(observation: Observation): Result {
  const { spec, status, metadata } = observation.pivot;
  if (status.journal?.startedTime !== undefined) return met;
  if (spec.mode === 'Plan') {
    return wait(violation('PlanOnly', 'the plan is in status.plan; set spec.mode to Execute to carry it out'), 60);
  }
  if (spec.suspend)
    return wait(violation('Suspended', 'suspended before anything was written; set spec.suspend to false'), 60);
  if (spec.approval === 'Automatic') return met;
  const hash = buildPlan(observation)?.hash ?? '';
  if (spec.approvedPlan === hash) return met;
  const seen =
    spec.approvedPlan === undefined
      ? 'no plan is approved'
      : `the approved plan ${spec.approvedPlan} is not the current one`;
  return wait(
    violation(
      'PlanNotApproved',
      `${seen}; set spec.approvedPlan of ClusterPivot ${metadata.namespace}/${metadata.name} to ${hash}`,
    ),
    30,
  );
}
