/** What is installed in the two clusters, and how. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBinaries } from './binaries.ts';
import { cacheRoot } from './cache.ts';
import type { TestbedCluster } from './cluster.ts';
import { run } from './command.ts';
import { installMetal3 } from './metal3.ts';
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

export async function install(
  clusters: { readonly source: TestbedCluster; readonly target: TestbedCluster },
  repository: Repository,
  progress: Progress,
): Promise<void> {
  const { source, target } = clusters;
  await Promise.all([
    timed(progress, 'source: clusterctl init, Bare Metal Operator', '60 s', async () => {
      await clusterctlInit(source, repository);
      await installMetal3(source, 1);
    }),
    timed(progress, 'target: cert-manager, Bare Metal Operator', '40 s', async () => {
      await installCertManager(target, repository);
      await installMetal3(target, 0);
    }),
  ]);
}
