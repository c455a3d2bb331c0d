/** The phases of a pivot in their order. A phase is the first goal that does not hold yet; it is shown, never decided on. */

export const phases = [
  'Preflight',
  'AwaitingApproval',
  'Preparing',
  'Quiescing',
  'HandingOver',
  'Copying',
  'Verifying',
  'Committing',
  'Activating',
  'Soaking',
  'Completed',
] as const;

export type Phase = (typeof phases)[number];

/** What `status.phase` may say besides a phase: the way back. */
export type ShownPhase = Phase | 'RollingBack' | 'RolledBack';

/** One line a phase, for people: what holds when it is done. */
export const phaseGoals: Readonly<Record<Phase, string>> = {
  Preflight:
    'both clusters, their providers, the Cluster, its Machines and hosts are fit for a pivot; nothing is written',
  AwaitingApproval: 'the plan is approved, or needs no approval (approval: Automatic)',
  Preparing:
    'the target has the providers, a working Bare Metal Operator, the namespace and a defined Ironic that does not run',
  Quiescing: 'every BareMetalHost has been steady for gates.steadySeconds and nothing rolls out',
  HandingOver: 'the source is fenced: its Bare Metal Operator and Ironic are stopped; the target runs Ironic',
  Copying: 'clusterctl has copied every object; Clusters and hosts are paused on both sides',
  Verifying: 'every copy equals its original, field by field; nothing is missing or extra',
  Committing: 'the point of no return: the originals are deleted from the source',
  Activating: 'the target manages its hosts: Clusters unpaused, every host back as it was',
  Soaking: 'for gates.soakSeconds no Machine, host or Node changed',
  Completed: 'the report is written; the source cluster may go',
};
