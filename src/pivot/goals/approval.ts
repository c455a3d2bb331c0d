/** Is the plan written down and approved, and may the pivot leave the stage in which neither cluster is changed? */
import { nameList } from '../name-list.ts';
import type { Observation } from '../observation.ts';
import { type PlanDocument, planDocument } from '../plan/document.ts';
import { drift } from '../plan/drift.ts';
import { act, met, type Result, violation, wait } from '../result.ts';

export function approval(observation: Observation): Result {
  const { spec, status } = observation.pivot;
  if (status.journal?.startedTime !== undefined) return met;
  const plan = planDocument(observation);
  if (plan === undefined) return wait(violation('AskingClusters', 'waiting until the source can be read'), 1);
  if (observation.storedPlan?.hash !== plan.hash)
    return act([{ kind: 'writePlan', hash: plan.hash }], `writing plan ${plan.hash}`);
  if (spec.mode === 'Plan') {
    return wait(violation('PlanOnly', 'the plan is in status.plan; set spec.mode to Execute to carry it out'), 60);
  }
  if (spec.rollback) {
    return wait(
      violation('RollbackWanted', 'nothing is begun, since spec.rollback is true; set it to false to go on'),
      60,
    );
  }
  if (spec.acknowledge.includes('TargetGone')) {
    return wait(
      violation(
        'AcknowledgedAhead',
        'nothing is begun, since TargetGone in spec.acknowledge can be said of a target only during a rollback; take it out to go on',
      ),
      60,
    );
  }
  if (spec.suspend)
    return wait(violation('Suspended', 'suspended before anything was written; set spec.suspend to false'), 60);
  if (spec.approval === 'Automatic' || spec.approvedPlan === plan.hash) return met;
  return wait(violation('PlanNotApproved', notApproved(observation, plan)), 30);
}

function notApproved({ pivot, storedPlan }: Observation, plan: PlanDocument): string {
  const { namespace, name } = pivot.metadata;
  const { approvedPlan } = pivot.spec;
  const remedy = `set spec.approvedPlan of ClusterPivot ${namespace}/${name} to ${plan.hash}`;
  if (approvedPlan === undefined) return `no plan is approved; ${remedy}`;
  const changes = storedPlan?.approved === undefined ? [] : drift(storedPlan.approved, plan);
  const since = changes.length === 0 ? '' : ` (since then: ${nameList(changes)})`;
  return `the approved plan ${approvedPlan} is not the current one${since}; ${remedy}`;
}
