/** Condition types and reasons of a ClusterPivot: one constant each, saying when the condition is True. */
import { endpointReasons } from './endpoint-reasons.ts';
import type { Phase } from './phases.ts';
import { preflightReasons } from './preflight-reasons.ts';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
  /** RFC 3339; changes only when `status` changes. */
  readonly lastTransitionTime: string;
}

/** A condition before it is known since when it is so. */
export type Draft = Omit<Condition, 'lastTransitionTime' | 'observedGeneration'>;

/** True for good once the pivot is complete; tools that know only kstatus understand it. */
export const readyCondition = 'Ready';
/** True while the operator works towards completion or rollback. */
export const reconcilingCondition = 'Reconciling';
/** True when only a human can unblock the pivot; the message says what would. */
export const stalledCondition = 'Stalled';
/** True when everything is proven in the target, and the source cluster may be deleted. Never True before. */
export const sourceDisposableCondition = 'SourceDisposable';
/** True while the target's Ironic holds and serves its endpoint, as the probes see; only with `spec.ironic.endpoint`. */
export const endpointHeldCondition = 'EndpointHeld';
/** True once a rollback has restored the source. */
export const rolledBackCondition = 'RolledBack';

/** The condition that becomes True when the goal of a phase holds. */
export const phaseConditions: Readonly<Record<Exclude<Phase, 'Completed'>, string>> = {
  Preflight: 'PreflightPassed',
  AwaitingApproval: 'PlanApproved',
  Preparing: 'TargetPrepared',
  Quiescing: 'HostsSteady',
  HandingOver: 'EndpointHandedOver',
  Copying: 'ObjectsCopied',
  Verifying: 'CopyVerified',
  Committing: 'Committed',
  Activating: 'TargetActive',
  Soaking: 'Soaked',
};

/**
 * Why a goal does not hold. The set is open-ended: clients treat an unknown reason as "in progress" unless `Stalled`
 * is True.
 */
export const reasons = {
  /** The goal holds. */
  Met: 'Met',
  /** An earlier goal does not hold yet. */
  WaitingForEarlierPhase: 'WaitingForEarlierPhase',
  /** The operator is carrying out changes. */
  InProgress: 'InProgress',
  /** `spec.suspend` is true; the pivot holds at a safe point. */
  Suspended: 'Suspended',
  /** `spec.rollback` is true, and nothing is begun. */
  RollbackWanted: 'RollbackWanted',
  /** `spec.acknowledge` has TargetGone, which can be said of a target only during a rollback, and nothing is begun. */
  AcknowledgedAhead: 'AcknowledgedAhead',
  /** The rollback goes on without the target, since a human has said that it is gone for good. */
  TargetGone: 'TargetGone',
  /** `mode: Plan` stops here. */
  PlanOnly: 'PlanOnly',
  /** The pivot is being rolled back. */
  RollingBack: 'RollingBack',
  /** The pivot was rolled back; the source is as before. */
  RolledBack: 'RolledBack',
  /** Everything is done. */
  PivotCompleted: 'PivotCompleted',
  /** Everything was done before, from another cluster, and this one is the target. */
  AlreadyPivoted: 'AlreadyPivoted',
  /** Whether the source may go is not said here, where it would be read of the target. */
  TargetMustStay: 'TargetMustStay',
  /** A phase used up its time (`spec.timeouts`). */
  PhaseTimedOut: 'PhaseTimedOut',
  /** `spec.rollback` came after the commit, from which there is no way back. */
  AlreadyCommitted: 'AlreadyCommitted',

  ClusterNotFound: 'ClusterNotFound',
  ClusterNotProvisioned: 'ClusterNotProvisioned',
  ControlPlaneNotInitialized: 'ControlPlaneNotInitialized',
  ClusterPaused: 'ClusterPaused',
  OtherClusterInNamespace: 'OtherClusterInNamespace',
  MachineWithoutNode: 'MachineWithoutNode',
  ObjectBeingDeleted: 'ObjectBeingDeleted',
  KubeconfigNotFound: 'KubeconfigNotFound',
  InvalidKubeconfig: 'InvalidKubeconfig',
  TargetUnreachable: 'TargetUnreachable',
  SourceUnreachable: 'SourceUnreachable',
  SourceIsTarget: 'SourceIsTarget',
  TargetChanged: 'TargetChanged',
  AnotherPivotActive: 'AnotherPivotActive',
  ContractMismatch: 'ContractMismatch',
  ProviderInventoryMissing: 'ProviderInventoryMissing',
  ProviderMissingInTarget: 'ProviderMissingInTarget',
  ProviderOlderInTarget: 'ProviderOlderInTarget',
  CrdMissingInTarget: 'CrdMissingInTarget',
  TargetNotEmpty: 'TargetNotEmpty',
  ObjectLeftBehind: 'ObjectLeftBehind',
  GarbageCollectionRisk: 'GarbageCollectionRisk',
  UnclaimedHosts: 'UnclaimedHosts',
  HostPaused: 'HostPaused',
  HostNotSteady: 'HostNotSteady',
  MachinesNotSettled: 'MachinesNotSettled',
  BareMetalOperatorNotFound: 'BareMetalOperatorNotFound',
  BareMetalOperatorAmbiguous: 'BareMetalOperatorAmbiguous',
  BareMetalOperatorNotReady: 'BareMetalOperatorNotReady',
  IronicNotFound: 'IronicNotFound',
  IronicAmbiguous: 'IronicAmbiguous',
  IronicAlreadyRunning: 'IronicAlreadyRunning',
  ClusterctlConfigNotFound: 'ClusterctlConfigNotFound',
  VariablesNotFound: 'VariablesNotFound',
  InvalidVariables: 'InvalidVariables',
  PlanNotApproved: 'PlanNotApproved',
  InitJobRunning: 'InitJobRunning',
  InitJobFailed: 'InitJobFailed',
  SourceNotFenced: 'SourceNotFenced',
  /** Somebody started again what the fence had stopped. */
  ScaledBack: 'ScaledBack',
  /** A GitOps owner that is frozen, or about to be, has a sync or reconcile under way. */
  GitOpsAtWork: 'GitOpsAtWork',
  /** Somebody thawed a GitOps owner that the pivot had frozen. */
  ThawedAgain: 'ThawedAgain',
  ManifestsNotFound: 'ManifestsNotFound',
  InvalidManifests: 'InvalidManifests',
  ProbeNotInstalled: 'ProbeNotInstalled',
  IronicNotStopped: 'IronicNotStopped',
  IronicNotReady: 'IronicNotReady',
  CopyJobRunning: 'CopyJobRunning',
  CopyJobFailed: 'CopyJobFailed',
  /** An API server will never take an object as clusterctl writes it. */
  CopyRefused: 'CopyRefused',
  ClusterNotPaused: 'ClusterNotPaused',
  HostNotPaused: 'HostNotPaused',
  CopyIncomplete: 'CopyIncomplete',
  CopyDiffers: 'CopyDiffers',
  SourceChanged: 'SourceChanged',
  SourceNotEmpty: 'SourceNotEmpty',
  HostNotRestored: 'HostNotRestored',
  HostTouched: 'HostTouched',
  MachinesChanged: 'MachinesChanged',
  NodeChanged: 'NodeChanged',
  Soaking: 'Soaking',
  /** The operator lacks a right in the source that it needs to look. */
  ReadRefused: 'ReadRefused',
  WriteRefused: 'WriteRefused',
  ...preflightReasons,
  ...endpointReasons,
} as const;

export type Reason = (typeof reasons)[keyof typeof reasons];
