/** The real kubectl, as administrator of an API server. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildKubeconfig } from '../../src/kube/kubeconfig.ts';
import { ensureBinaries } from '../../testbed/binaries.ts';
import { run } from '../../testbed/command.ts';
import type { ControlPlaneAccess } from '../env/control-plane.ts';

export interface Kubectl extends AsyncDisposable {
  /** Rejects when kubectl ends with another exit code than 0, with what it said. */
  (args: readonly string[], input?: string): Promise<string>;
}

export async function openKubectl({ server, caData, token }: ControlPlaneAccess): Promise<Kubectl> {
  const { kubectl } = await ensureBinaries(['kubectl']);
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-kubectl-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, buildKubeconfig({ server, caData, token }), { mode: 0o600 });
  const own = [kubectl, '--kubeconfig', kubeconfig, '--cache-dir', join(folder, 'cache')];
  const call = (args: readonly string[], input = '') => run([...own, ...args], { input });
  return Object.assign(call, { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) });
}
