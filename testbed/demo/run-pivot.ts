/** Applies a ClusterPivot, and shows it with the plugin's own watch until it is over. */
import { stringify } from 'yaml';
import { type ClusterPivot, parseClusterPivot } from '../../src/api/clusterpivot.ts';
import { clusterPivots } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import type { ExitCode } from '../../src/plugin/exit-codes.ts';
import { runPlugin } from '../../src/plugin/plugin.ts';
import { print, type Shell } from '../../src/plugin/shell.ts';
import type { TestbedCluster } from '../cluster.ts';
import { endpointInterface } from '../manifests/endpoint.ts';
import type { Testbed } from '../testbed.ts';
import { clusterctlConfigName } from './operator.ts';
import type { Gates } from './timing.ts';

export interface PivotRun {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** How it is in the end. */
  readonly pivot: ClusterPivot | undefined;
  readonly code: ExitCode;
}

/** What is asked for. */
export interface PivotWish {
  readonly name: string;
  readonly namespace: string;
  readonly gates: Gates;
  /** Ironic's address, to be watched; undefined where nothing holds one. */
  readonly address: string | undefined;
}

/** Where there is something to watch. */
export function addressToWatch({ fixture, places }: Testbed): string | undefined {
  return fixture ? undefined : places.endpoint;
}

/** Probes look often and the address needs to be free for moments only, so that a demo stays one. */
export const quickEndpoint = { interface: endpointInterface, releaseSeconds: 3, probeIntervalSeconds: 1 };

/** The sample, with the demo's gates and its repository of providers. */
export function pivotManifest({ name, namespace, gates, address }: PivotWish): string {
  const ironic = address === undefined ? {} : { ironic: { endpoint: { address, ...quickEndpoint } } };
  return stringify({
    apiVersion: 'pivot.metal3.io/v1alpha1',
    kind: 'ClusterPivot',
    metadata: { name, namespace },
    spec: { clusterName: name, ...ironic, gates, providers: { clusterctlConfigRef: { name: clusterctlConfigName } } },
  });
}

/** Ctrl-C is no business of the watch: it ends the whole demo. */
const never = new AbortController().signal;

/** Resolves whatever becomes of the pivot. */
export async function runPivot(
  { source, target }: Pick<Testbed, 'source' | 'target'>,
  wish: PivotWish,
  shell: Shell,
): Promise<PivotRun> {
  const { name, namespace } = wish;
  const startedAt = Date.now();
  await source.kubectl(['apply', '--filename=-'], pivotManifest(wish));
  const watch = ['watch', name, `--namespace=${namespace}`];
  print(shell, `$ kubectl clusterpivot ${watch.join(' ')}`, '');
  const argv = [
    ...watch,
    `--kubeconfig=${source.kubeconfigPath}`,
    `--target-kubeconfig=${target.kubeconfigPath}`,
    '--timeout=15m',
    // A stall that ends by itself is none: only one that lasts needs a human.
    '--stalled-for=20s',
  ];
  const code = await runPlugin({ ...shell, argv, interruption: () => never }, '');
  const endedAt = Date.now();
  return { startedAt, endedAt, pivot: await readPivot(source, wish), code };
}

async function readPivot(
  { kubeconfigPath }: TestbedCluster,
  { namespace, name }: PivotWish,
): Promise<ClusterPivot | undefined> {
  const client = connect({ kubeconfigFile: kubeconfigPath });
  try {
    const object = await client.get(clusterPivots, { namespace, name });
    const parsed = object === undefined ? undefined : parseClusterPivot(object);
    return parsed?.ok === true ? parsed.pivot : undefined;
  } finally {
    await client.close();
  }
}
