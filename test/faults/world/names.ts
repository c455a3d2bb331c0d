/** What the things of the small world are called. */

/** Its namespace; everything in it moves. */
export const namespace = 'metal3';
export const clusterName = 'prod';
/** Its Cluster's ClusterClass. */
export const className = 'bare-metal';

/** Hosts that run Machines: the first one the control plane. */
export const machineNames = ['prod-control-plane-0', 'prod-workers-0', 'prod-workers-1'] as const;
export const hostNames = ['host-0', 'host-1', 'host-2'] as const;
export const spareHost = 'host-3';
