/** Applies a ClusterPivot and shows it until it is over. */
import { stringify } from 'yaml';
import { type ClusterPivot, parseClusterPivot } from '../../src/api/clusterpivot.ts';
import { clusterPivots } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import { Reflector } from '../../src/kube/reflector.ts';
import { endpointInterface } from '../manifests/endpoint.ts';
import type { Testbed } from '../testbed.ts';
import { followHosts } from './follow-hosts.ts';
import { clusterctlConfigName } from './operator.ts';
import { type Ending, endingOf, pivotScene } from './pivot-scene.ts';
import type { EndpointPlace } from './scene.ts';
import type { Stage } from './stage.ts';
import type { Gates } from './timing.ts';

export interface PivotRun {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** How it was last seen. */
  readonly pivot: ClusterPivot | undefined;
  /** undefined: the demo's patience ended first. */
  readonly ending: Ending | undefined;
}

/** What is asked for. */
export interface PivotWish {
  readonly name: string;
  readonly namespace: string;
  readonly gates: Gates;
  /** Ironic's address, to be watched; undefined where nothing holds one. */
  readonly address: string | undefined;
}

export interface PivotOptions extends Omit<PivotWish, 'address'> {
  readonly stage: Stage;
  /** Where Ironic's endpoint is now. */
  readonly endpoint: () => EndpointPlace | undefined;
}

const frameMs = 125;
const patienceMs = 900_000;
/** A stall that ends by itself is none: only one that lasts needs a human. */
const stallMs = 20_000;

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

export async function runPivot(testbed: Testbed, options: PivotOptions): Promise<PivotRun> {
  const { name, namespace, stage, endpoint } = options;
  const client = connect({ kubeconfigFile: testbed.source.kubeconfigPath });
  const select = { namespace, fieldSelector: `metadata.name=${name}` };
  const reflector = new Reflector({ client, resource: clusterPivots, select });
  const hosts = followHosts(testbed, namespace, () => undefined);
  reflector.start();
  await reflector.synced();
  const startedAt = Date.now();
  const seen = (): ClusterPivot | undefined => {
    const object = reflector.get({ namespace, name });
    const parsed = object === undefined ? undefined : parseClusterPivot(object);
    return parsed?.ok === true ? parsed.pivot : undefined;
  };
  const show = () => {
    const pivot = seen();
    if (pivot === undefined) return;
    stage.show(pivotScene(pivot, { now: Date.now(), startedAt, hosts: hosts.places(), endpoint: endpoint() }));
  };
  const redraw = setInterval(show, frameMs);
  try {
    await testbed.source.kubectl(
      ['apply', '--filename=-'],
      pivotManifest({ ...options, address: addressToWatch(testbed) }),
    );
    const ending = await untilOver(seen);
    return { startedAt, endedAt: Date.now(), pivot: seen(), ending };
  } finally {
    clearInterval(redraw);
    show();
    await Promise.all([reflector.stop(), hosts.stop()]);
    await client.close();
  }
}

async function untilOver(seen: () => ClusterPivot | undefined): Promise<Ending | undefined> {
  const deadline = performance.now() + patienceMs;
  let stalledSince: number | undefined;
  while (performance.now() < deadline) {
    const pivot = seen();
    const ending = pivot === undefined ? undefined : endingOf(pivot);
    if (ending === 'ready' || ending === 'rolled back') return ending;
    stalledSince = ending === 'stalled' ? (stalledSince ?? performance.now()) : undefined;
    if (stalledSince !== undefined && performance.now() - stalledSince > stallMs) return 'stalled';
    await new Promise((resolve) => setTimeout(resolve, frameMs));
  }
  return undefined;
}
