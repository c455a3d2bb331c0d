/** What Preflight may find in two clusters, beyond that a pivot's parts are missing. Each has an entry in docs/runbook/preflight.md. */

export const preflightReasons = {
  /** The dry runs and reviews of Preflight are under way. */
  AskingClusters: 'AskingClusters',
  /** What a check needs is there only once Preparing has made it; right before the fence that is too late. */
  CheckNotAnswered: 'CheckNotAnswered',

  /** A Secret or the image that the endpoint's probes need is not there. */
  ProbeInputMissing: 'ProbeInputMissing',

  /** clusterctl looks up something that is not there, and gives up before it moves anything. */
  ReferenceUnresolved: 'ReferenceUnresolved',

  ClusterNotHealthy: 'ClusterNotHealthy',
  ControlPlaneNotSettled: 'ControlPlaneNotSettled',
  HostClaimBroken: 'HostClaimBroken',
  Metal3MachineNotReady: 'Metal3MachineNotReady',
  HardwareDataMissing: 'HardwareDataMissing',
  /** A BareMetalHost's credentials would not move with it. */
  CredentialsNotOwned: 'CredentialsNotOwned',
  AddressPoolNotOwned: 'AddressPoolNotOwned',
  /** An object that moves refers to one that does not exist, or does not move. */
  ReferenceNotMoved: 'ReferenceNotMoved',
  /** The Bare Metal Operator's webhook refuses the host's status as an annotation. */
  HostStatusNotAcceptable: 'HostStatusNotAcceptable',
  HostDetached: 'HostDetached',

  CreateRefused: 'CreateRefused',
  DeleteRefused: 'DeleteRefused',
  /** The target's CRD lacks fields that the source stores. */
  FieldsPruned: 'FieldsPruned',
  RightsMissing: 'RightsMissing',
  WebhookNotAnswering: 'WebhookNotAnswering',
  ProviderNotReady: 'ProviderNotReady',
  FeatureGatesDiffer: 'FeatureGatesDiffer',
  VersionNotServed: 'VersionNotServed',
  ApiNotStable: 'ApiNotStable',
  ClockSkew: 'ClockSkew',
  CredentialsExpire: 'CredentialsExpire',
  /** A GitOps tool owns objects that move, and would bring them back. */
  GitOpsOwned: 'GitOpsOwned',
  /** What `spec.gitOps.freeze` names is not there. */
  GitOpsOwnerNotFound: 'GitOpsOwnerNotFound',
  /** What `spec.gitOps.freeze` names is itself made by something that would thaw it. */
  FreezeNotLasting: 'FreezeNotLasting',
  /** Versions that were never tried together, or are known not to work. */
  VersionSkew: 'VersionSkew',
  BareMetalOperatorOlder: 'BareMetalOperatorOlder',
  TargetNotSchedulable: 'TargetNotSchedulable',
} as const;
