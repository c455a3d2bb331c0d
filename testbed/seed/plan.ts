/** What the seeder creates: how many hosts, under which names. */

export interface SeedPlan {
  /** BareMetalHosts that become machines: the first one the control plane, the others workers. */
  readonly hosts: number;
  /** BareMetalHosts beyond those, which stay `available`. */
  readonly unclaimed: number;
  readonly namespace: string;
  readonly clusterName: string;
  /** Address of the emulated BMCs. */
  readonly bmcs: string;
}

export const defaultPlan: SeedPlan = {
  hosts: 12,
  unclaimed: 2,
  namespace: 'metal3',
  clusterName: 'prod',
  bmcs: '172.22.0.20',
};

/** Names sort as they count, so that the stand-in's "first by name" claims the first ones and leaves the last. */
export function hostNames(plan: SeedPlan): readonly string[] {
  const count = plan.hosts + plan.unclaimed;
  const width = Math.max(2, String(count - 1).length);
  return Array.from({ length: count }, (_, index) => `host-${String(index).padStart(width, '0')}`);
}

export function controlPlaneName(plan: SeedPlan): string {
  return `${plan.clusterName}-control-plane-0`;
}

export function workersName(plan: SeedPlan): string {
  return `${plan.clusterName}-workers`;
}

/** Hosts whose firmware settings a user has touched: the control plane's, a worker's and an unclaimed one. */
export function hostsWithFirmwareSettings(plan: SeedPlan): readonly string[] {
  const names = hostNames(plan);
  return [...new Set([names[0], names[1], names[plan.hosts]])].filter((name) => name !== undefined);
}

export const firmwareSettings: Readonly<Record<string, string>> = {
  LogicalProc: 'Disabled',
  SriovGlobalEnable: 'Enabled',
};
