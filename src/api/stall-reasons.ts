/**
 * The reasons with which a pivot waits for a human (Stalled), or gives an attempt up and is rolled back. docs/runbook.md has
 * an entry for each.
 */
import type { Reason } from './conditions.ts';

/** Of Preflight, which waits for everything else: it may come right by itself. */
const preflightStalls = [
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
  'InvalidVariables',
  'ManifestsNotFound',
  'InvalidManifests',
  'HostClaimBroken',
  'CredentialsNotOwned',
  'AddressPoolNotOwned',
  'ReferenceNotMoved',
  'ReferenceUnresolved',
  'CreateRefused',
  'DeleteRefused',
  'FieldsPruned',
  'RightsMissing',
  'FeatureGatesDiffer',
  'VersionNotServed',
  'CredentialsExpire',
  'GitOpsOwned',
  'GitOpsOwnerNotFound',
  'FreezeNotLasting',
  'BareMetalOperatorOlder',
] as const satisfies readonly Reason[];

export const stallReasons = [
  ...preflightStalls,
  'InitJobFailed',
  'CopyJobFailed',
  'CopyRefused',
  'CopyIncomplete',
  'SourceChanged',
  'PhaseTimedOut',
  'HostTouched',
  'MachinesChanged',
  'NodeChanged',
  'ReadRefused',
  'WriteRefused',
  'RolledBack',
] as const satisfies readonly Reason[];

export type StallReason = (typeof stallReasons)[number];

export function needsHuman(reason: Reason): reason is StallReason {
  return (preflightStalls as readonly Reason[]).includes(reason);
}
