/** May this pivot start at all? Every gate runs and everything found is told; nothing is written. */
import type { Reason } from '../../api/conditions.ts';
import { anotherPivotActive, targetNotAccessible } from '../gates/access.ts';
import {
  clusterNotFound,
  clusterNotProvisioned,
  clusterPaused,
  machineWithoutNode,
  objectBeingDeleted,
  otherClusterInNamespace,
} from '../gates/cluster.ts';
import { hostNotSteady, hostPaused, unclaimedHosts } from '../gates/hosts.ts';
import { crdMissingInTarget, garbageCollectionRisk, objectLeftBehind, targetNotEmpty } from '../gates/move-set.ts';
import {
  clusterctlConfigNotFound,
  contractMismatch,
  providerInventoryMissing,
  providerMissing,
  providerOlderInTarget,
} from '../gates/providers.ts';
import { sourceBareMetalOperator, sourceIronic, targetIronic } from '../gates/workloads.ts';
import type { Observation } from '../observation.ts';
import { met, type Result, stall, type Violation, wait } from '../result.ts';

/** Most telling first: the first violation names the condition's reason. */
const gates: readonly ((observation: Observation) => Violation | undefined)[] = [
  anotherPivotActive,
  clusterNotFound,
  clusterPaused,
  clusterNotProvisioned,
  targetNotAccessible,
  otherClusterInNamespace,
  machineWithoutNode,
  objectBeingDeleted,
  hostNotSteady,
  hostPaused,
  unclaimedHosts,
  contractMismatch,
  providerInventoryMissing,
  providerOlderInTarget,
  providerMissing,
  clusterctlConfigNotFound,
  crdMissingInTarget,
  objectLeftBehind,
  garbageCollectionRisk,
  targetNotEmpty,
  sourceBareMetalOperator,
  sourceIronic,
  targetIronic,
];

/** What only a human can mend; everything else may come right by itself. */
const needsHuman: readonly Reason[] = [
  'InvalidKubeconfig',
  'SourceIsTarget',
  'OtherClusterInNamespace',
  'UnclaimedHosts',
  'ContractMismatch',
  'ProviderInventoryMissing',
  'ProviderOlderInTarget',
  'ProviderMissingInTarget',
  'CrdMissingInTarget',
  'ObjectLeftBehind',
  'GarbageCollectionRisk',
  'TargetNotEmpty',
  'BareMetalOperatorAmbiguous',
  'IronicAmbiguous',
  'IronicAlreadyRunning',
  'ManifestsNotFound',
  'InvalidManifests',
];

export function preflight(observation: Observation): Result {
  if (observation.pivot.status.journal?.startedTime !== undefined) return met;
  const violations = preflightViolations(observation);
  const [first] = violations;
  if (first === undefined) return met;
  const message = violations.map((found) => found.message).join('\n');
  const human = violations.find((found) => needsHuman.includes(found.reason));
  if (human !== undefined) return stall({ reason: human.reason, message });
  return wait({ reason: first.reason, message }, 5);
}

/** Everything that speaks against a pivot, for Preflight and again right before the source is fenced. */
export function preflightViolations(observation: Observation): readonly Violation[] {
  return gates.flatMap((gate) => gate(observation) ?? []);
}
