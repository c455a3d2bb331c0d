/** What is installed in the two clusters, and how. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBinaries } from './binaries.ts';
import { cacheRoot } from './cache.ts';
import type { TestbedCluster } from './cluster.ts';
import { run } from './command.ts';
import {
  bareMetalOperatorDeployment,
  bareMetalOperatorManifest,
  bareMetalOperatorNamespace,
} from './manifests/baremetal-operator.ts';
import { ironicManifest } from './manifests/ironic.ts';
import { type Progress, timed } from './progress.ts';
import type { Repository } from './repository.ts';
import { repositoryProviders } from './repository-config.ts';

const certManagerDeployments = ['cert-manager', 'cert-manager-cainjector', 'cert-manager-webhook'];

function flag(type: string): string {
  return repositoryProviders
    .filter((provider) => provider.type === type)
    .map((provider) => `${provider.name}:${provider.version}`)
    .join(',');
}

/** The real `clusterctl init` with every provider of the repository; it brings cert-manager along. */
async function clusterctlInit(cluster: TestbedCluster, repository: Repository): Promise<void> {
  const { clusterctl } = await ensureBinaries(['clusterctl']);
  const home = join(cacheRoot(), 'clusterctl-home');
  await mkdir(home, { recursive: true });
  await run(
    [
      clusterctl,
      'init',
      `--config=${repository.configPath}`,
      `--kubeconfig=${cluster.kubeconfigPath}`,
      `--core=${flag('CoreProvider')}`,
      `--bootstrap=${flag('BootstrapProvider')}`,
      `--control-plane=${flag('ControlPlaneProvider')}`,
      `--infrastructure=${flag('InfrastructureProvider')}`,
      '--wait-providers',
    ],
    { env: { XDG_CONFIG_HOME: home, CLUSTERCTL_DISABLE_VERSIONCHECK: 'true', GOPROXY: 'off' } },
  );
}

/** cert-manager alone, as a workload cluster may have it before it becomes a management cluster. */
async function installCertManager(cluster: TestbedCluster, repository: Repository): Promise<void> {
  await cluster.kubectl(['apply', '--server-side', `--filename=${repository.certManagerPath}`]);
  await waitForCertManager(cluster);
}

async function waitForCertManager(cluster: TestbedCluster): Promise<void> {
  const deployments = certManagerDeployments.map((name) => `deployment/${name}`);
  await cluster.kubectl([
    'wait',
    '--namespace=cert-manager',
    '--for=condition=Available',
    '--timeout=120s',
    ...deployments,
  ]);
}

/** The Bare Metal Operator and the Deployment metal3-ironic. Needs a cert-manager that serves. */
async function installMetal3(cluster: TestbedCluster, ironicReplicas: 0 | 1): Promise<void> {
  const objects = [...(await bareMetalOperatorManifest()), ironicManifest(ironicReplicas)];
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  await applyPatiently(cluster, list);
  const deployment = `deployment/${bareMetalOperatorDeployment}`;
  await cluster.kubectl([
    'wait',
    `--namespace=${bareMetalOperatorNamespace}`,
    '--for=condition=Available',
    '--timeout=180s',
    deployment,
  ]);
}

/** cert-manager's webhook is Available a moment before its certificate is trusted, so the first tries may be refused. */
async function applyPatiently(cluster: TestbedCluster, list: string): Promise<void> {
  const tries = 30;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await cluster.kubectl(['apply', '--server-side', '--force-conflicts', '--filename=-'], list);
      return;
    } catch (error) {
      if (attempt === tries || !(error instanceof Error) || !error.message.includes('webhook')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

export async function install(
  clusters: { readonly source: TestbedCluster; readonly target: TestbedCluster },
  repository: Repository,
  progress: Progress,
): Promise<void> {
  const { source, target } = clusters;
  await Promise.all([
    timed(progress, 'source: clusterctl init, Bare Metal Operator, Ironic', '60 s', async () => {
      await clusterctlInit(source, repository);
      await installMetal3(source, 1);
    }),
    timed(progress, 'target: cert-manager, Bare Metal Operator, Ironic at 0 replicas', '40 s', async () => {
      await installCertManager(target, repository);
      await installMetal3(target, 0);
    }),
  ]);
}
