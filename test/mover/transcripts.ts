/** What clusterctl v1.14.2 writes to its standard error, line by line, at level 5. */

export const checking = [
  'Performing move...',
  'Discovering Cluster API objects',
  'Cluster count=1',
  'Total objects count=7',
  'Excluding secret from move (not linked with any Cluster) name="registry"',
  'Moving Cluster API objects Clusters=1',
  'Moving Cluster API objects ClusterClasses=0',
] as const;

export const pausing = [
  'Pausing the source cluster',
  'Set Cluster.Spec.Paused paused=true Cluster={"name":"prod","namespace":"metal3"}',
  'Pausing the source ClusterClasses',
] as const;

export const waiting = [
  'Waiting for all resources to be ready to move',
  'Move blocked by clusterctl.cluster.x-k8s.io/block-move annotation, waiting for it to be removed apiVersion={"Group":"cluster.x-k8s.io","Version":"v1beta2","Kind":"Cluster"} resource={"name":"prod","namespace":"metal3"}',
  'Retrying with backoff cause="resource is not ready to move: cluster.x-k8s.io/v1beta2, Kind=Cluster/metal3/prod"',
] as const;

export const creating = [
  'Creating objects in the target cluster',
  'Creating Namespace="metal3"',
  'Creating Cluster="prod" Namespace="metal3"',
  'Creating BareMetalHost="node-0" Namespace="metal3"',
  'Retrying with backoff cause="error creating \\"metal3.io/v1alpha1, Kind=BareMetalHost\\" metal3/node-0: failed calling webhook"',
  'Creating BareMetalHost="node-0" Namespace="metal3"',
  'Object already exists, updating BareMetalHost="node-0" Namespace="metal3"',
  'Creating Metal3Machine="prod-abc" Namespace="metal3"',
] as const;

export const deletingLine = 'Deleting objects from the source cluster';

/** What follows it under an account that cannot delete. */
export const refused = [
  'Deleting Metal3Machine="prod-abc" Namespace="metal3"',
  'Retrying with backoff cause="error adding delete-for-move annotation: metal3machines is forbidden"',
] as const;

export const copied: readonly string[] = [...checking, ...pausing, ...waiting, ...creating, deletingLine];

/** clusterctl in a namespace without Clusters: all phases, and none does anything. */
export const nothingToMove: readonly string[] = [
  'Performing move...',
  'Discovering Cluster API objects',
  'Total objects count=2',
  'Moving Cluster API objects Clusters=0',
  'Moving Cluster API objects ClusterClasses=0',
  'Pausing the source cluster',
  'Pausing the source ClusterClasses',
  'Waiting for all resources to be ready to move',
  'Creating objects in the target cluster',
  deletingLine,
  'Resuming the target ClusterClasses',
  'Resuming the target cluster',
];

/** The stack comes after the words, at level 5. */
export const refusedAsPaused: readonly string[] = [
  'Performing move...',
  'Discovering Cluster API objects',
  'Error: cannot start operation while the following Clusters are paused: metal3/prod',
  'sigs.k8s.io/cluster-api/cmd/clusterctl/client/cluster.(*objectMover).move',
  '\t/src/cmd/clusterctl/client/cluster/mover.go:343',
];
