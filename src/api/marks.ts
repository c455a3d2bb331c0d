/** Labels, annotations and other marks on foreign objects, each with the program that owns its meaning. */

/** clusterctl: objects of a CRD that carries this label are discovered by `move`. */
export const clusterctlLabel = 'clusterctl.cluster.x-k8s.io';
/** clusterctl: objects of the CRD (or the object) move even without an owner. */
export const moveLabel = 'clusterctl.cluster.x-k8s.io/move';
/** clusterctl: like move, and everything they own moves too. */
export const moveHierarchyLabel = 'clusterctl.cluster.x-k8s.io/move-hierarchy';
/** clusterctl: `move` waits until an object that carries it at discovery has lost it. */
export const blockMoveAnnotation = 'clusterctl.cluster.x-k8s.io/block-move';
/** clusterctl: tells provider webhooks that a deletion is part of a move. */
export const deleteForMoveAnnotation = 'clusterctl.cluster.x-k8s.io/delete-for-move';
/** Cluster API: the object is not reconciled. */
export const capiPausedAnnotation = 'cluster.x-k8s.io/paused';
/** Cluster API: the Cluster an object belongs to. */
export const clusterNameLabel = 'cluster.x-k8s.io/cluster-name';
/** Bare Metal Operator: the host is not reconciled; any value pauses. */
export const hostPausedAnnotation = 'baremetalhost.metal3.io/paused';
/** The value CAPM3 pauses with, and the only one it removes again. */
export const hostPausedByCapm3 = 'metal3.io/capm3';
/** Bare Metal Operator: status to restore on a host that has none yet. */
export const hostStatusAnnotation = 'baremetalhost.metal3.io/status';
/** Bare Metal Operator: Ironic forgets the host, which stays as it is. */
export const hostDetachedAnnotation = 'baremetalhost.metal3.io/detached';
/** CAPM3, on a Metal3Machine: `namespace/name` of the host that it has claimed. */
export const claimedHostAnnotation = 'metal3.io/BareMetalHost';

/** Ours: the value we pause unclaimed hosts with, so that nobody else lifts it. */
export const hostPausedByPivot = 'pivot.metal3.io';
/** Ours: the finalizer that lets a deleted ClusterPivot roll back or finish first. */
export const pivotFinalizer = 'pivot.metal3.io/clusterpivot';
/** Ours: the ClusterPivot (uid) that an object of ours serves. */
export const pivotUidLabel = 'pivot.metal3.io/clusterpivot-uid';
/** Ours, on Secrets and ConfigMaps that hold what was moved: the ClusterPivot that moved it. They stay until a human deletes them. */
export const backupLabel = 'pivot.metal3.io/backup';
/** Ours: the hash of the plan that a ConfigMap holds. */
export const planHashAnnotation = 'pivot.metal3.io/plan-hash';
