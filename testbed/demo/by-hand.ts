/** The pivot as Metal3's book describes it, with plain kubectl and clusterctl: the commands, and how they are run. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBinaries } from '../binaries.ts';
import { cacheRoot } from '../cache.ts';
import { run } from '../command.ts';
import { bareMetalOperatorNamespace } from '../manifests/baremetal-operator.ts';
import { ironicDeployment } from '../manifests/ironic.ts';
import type { Repository } from '../repository.ts';
import { repositoryProviders } from '../repository-config.ts';
import type { Clusters } from '../witness/witness.ts';

export interface HandStep {
  /** What it is for, as the book says it. */
  readonly title: string;
  /** The command as a person would type it. */
  readonly shown: string;
  readonly argv: readonly string[];
}

interface Tools {
  readonly kubectl: string;
  readonly clusterctl: string;
  readonly repository: Repository;
  readonly clusters: Pick<Clusters, 'source' | 'target'>;
  readonly namespace: string;
}

/** CRDs that the Bare Metal Operator installs without clusterctl's labels, and the labels that they need to move. */
const labels: Readonly<Record<string, readonly string[]>> = {
  'baremetalhosts.metal3.io': ['', '/move', '/move-hierarchy'],
  'hardwaredata.metal3.io': ['', '/move'],
};

function initFlags(): readonly string[] {
  const flags = {
    CoreProvider: 'core',
    BootstrapProvider: 'bootstrap',
    ControlPlaneProvider: 'control-plane',
    InfrastructureProvider: 'infrastructure',
  } as const;
  return repositoryProviders.map(({ type, name, version }) => `--${flags[type]}=${name}:${version}`);
}

/** In the order of the book: the old Ironic stops first, the target gets its providers and its Ironic, then everything moves. */
export function handSteps({ kubectl, clusterctl, repository, clusters, namespace }: Tools): readonly HandStep[] {
  // Paths of the cache mean nothing to who reads along.
  const short = (arg: string) =>
    arg.replace(clusters.target.kubeconfigPath, 'target.kubeconfig').replace(repository.configPath, 'clusterctl.yaml');
  const command = (
    title: string,
    program: 'kubectl' | 'clusterctl',
    side: 'source' | 'target',
    args: readonly string[],
  ) => ({
    title,
    shown: `${program} ${args.map(short).join(' ')} --kubeconfig=${side}.kubeconfig`,
    argv: [program === 'kubectl' ? kubectl : clusterctl, ...args, `--kubeconfig=${clusters[side].kubeconfigPath}`],
  });
  const scale = (side: 'source' | 'target', replicas: number) =>
    command(`${replicas === 0 ? 'stop' : 'start'} Ironic in the ${side}`, 'kubectl', side, [
      'scale',
      `deployment/${ironicDeployment}`,
      `--namespace=${bareMetalOperatorNamespace}`,
      `--replicas=${replicas}`,
    ]);
  const label = Object.entries(labels).map(([crd, suffixes]) =>
    command(`label CRD ${crd}`, 'kubectl', 'source', [
      'label',
      'crd',
      crd,
      '--overwrite',
      ...suffixes.map((suffix) => `clusterctl.cluster.x-k8s.io${suffix}=`),
    ]),
  );
  const move = command('move all objects', 'clusterctl', 'source', [
    'move',
    `--to-kubeconfig=${clusters.target.kubeconfigPath}`,
    `--namespace=${namespace}`,
  ]);
  return [
    scale('source', 0),
    command('install the providers in the target', 'clusterctl', 'target', [
      'init',
      `--config=${repository.configPath}`,
      ...initFlags(),
      '--wait-providers',
    ]),
    ...label,
    scale('target', 1),
    command('wait for it', 'kubectl', 'target', [
      'rollout',
      'status',
      `deployment/${ironicDeployment}`,
      `--namespace=${bareMetalOperatorNamespace}`,
      '--timeout=120s',
    ]),
    move,
  ];
}

/** The steps for the testbed's clusters. */
export async function handStepsFor(clusters: Clusters, repository: Repository, namespace: string) {
  const { kubectl, clusterctl } = await ensureBinaries(['kubectl', 'clusterctl']);
  return handSteps({ kubectl, clusterctl, repository, clusters, namespace });
}

/** Fails with what the program said. */
export async function runHandStep({ argv }: HandStep): Promise<void> {
  const home = join(cacheRoot(), 'clusterctl-home');
  await mkdir(home, { recursive: true });
  await run(argv, { env: { XDG_CONFIG_HOME: home, CLUSTERCTL_DISABLE_VERSIONCHECK: 'true', GOPROXY: 'off' } });
}
