/** How the seeder is called for the two clusters, and under which name its result is kept. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from '../src/kube/connect.ts';
import { contentKey } from './cache.ts';
import type { TestbedCluster } from './cluster.ts';
import { type Progress, timed } from './progress.ts';
import { spareSchemas } from './schema-owners.ts';
import { defaultPlan, type SeedPlan } from './seed/plan.ts';
import { seed } from './seed/seed.ts';

export interface SeedNumbers {
  /** BareMetalHosts that become Machines. Default: 12. */
  readonly hosts?: number;
  /** BareMetalHosts that stay available. Default: 2. */
  readonly unclaimedHosts?: number;
}

/** `bmcs` is the address of the emulated BMCs. */
export function seedPlan(options: SeedNumbers, bmcs: string): SeedPlan {
  return {
    ...defaultPlan,
    bmcs,
    hosts: options.hosts ?? defaultPlan.hosts,
    unclaimed: options.unclaimedHosts ?? defaultPlan.unclaimed,
  };
}

/** Changes with the state before the seed, the plan, and the seeder's sources. */
export async function seedStateName(installedState: string, plan: SeedPlan): Promise<string> {
  const folder = fileURLToPath(new URL('seed/', import.meta.url));
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  const sources = await Promise.all(names.map(async (name) => readFile(join(folder, name), 'utf8')));
  return `seeded-${plan.hosts}-${plan.unclaimed}-${contentKey([installedState, plan.bmcs, ...sources])}`;
}

/** From so many hosts on their FirmwareSchema is spared. */
const many = 200;

/** Runs the seeder against the two clusters until everything is at rest. */
export async function seedSource(
  clusters: { readonly source: TestbedCluster; readonly target: TestbedCluster },
  wanted: SeedPlan,
  progress: Progress,
): Promise<void> {
  const what = `seeding ${wanted.hosts} machines and ${wanted.unclaimed} unclaimed hosts`;
  const source = connect({ kubeconfigFile: clusters.source.kubeconfigPath });
  const target = connect({ kubeconfigFile: clusters.target.kubeconfigPath });
  try {
    const targetKubeconfig = await readFile(clusters.target.kubeconfigPath, 'utf8');
    const all = wanted.hosts + wanted.unclaimed;
    if (all >= many) await spareSchemas(clusters.source);
    const usual = all < many ? '60 s' : `${Math.ceil(all / 60)} min`;
    await timed(progress, what, usual, async () => seed({ source, target, targetKubeconfig }, wanted, { progress }));
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}
