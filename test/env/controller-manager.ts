/** The real kube-controller-manager beside a control plane, with the controllers that make Deployments, Jobs and namespaces live. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildKubeconfig } from '../../src/kube/kubeconfig-parts.ts';
import { ensureBinaries } from '../../testbed/binaries.ts';
import { start } from './child-process.ts';
import type { ControlPlane } from './control-plane.ts';

const controllers = [
  'namespace-controller',
  'garbage-collector-controller',
  'deployment-controller',
  'replicaset-controller',
  'job-controller',
  'serviceaccount-controller',
];

/**
 * Resolves when it is started; its controllers follow within a second. The garbage collector looks for new kinds only every
 * 30 s, so what it is to know of has to be there before.
 */
export async function startControllerManager({ access, authority }: ControlPlane): Promise<AsyncDisposable> {
  const { 'kube-controller-manager': program } = await ensureBinaries(['kube-controller-manager']);
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-controller-manager-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const { certificate, key } = await authority.client('system:kube-controller-manager', ['system:masters']);
  const { server, caData } = access;
  const parts = { server, caData, clientCertificateData: certificate, clientKeyData: key };
  await writeFile(kubeconfig, buildKubeconfig(parts), { mode: 0o600 });
  const running = await start(
    [
      program,
      `--kubeconfig=${kubeconfig}`,
      `--controllers=${controllers.join(',')}`,
      '--leader-elect=false',
      // Nobody asks it anything.
      '--secure-port=0',
      '--kube-api-qps=500',
      '--kube-api-burst=1000',
    ],
    join(folder, 'log'),
  );
  return {
    [Symbol.asyncDispose]: async () => {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
