/** Everything that helps somebody else to understand a pivot, as files; what cannot be read is named, and stops nothing. */
import type { KubeObject, Resource } from '../../api/kube-object.ts';
import { probeNamespace } from '../../api/probe-lease.ts';
import {
  bareMetalHosts,
  clusterPivots,
  clusters,
  configMaps,
  customResourceDefinitions,
  daemonSets,
  deployments,
  events,
  ironics,
  jobs,
  leases,
  machineDeployments,
  machines,
  nodes,
  pods,
  providers,
  secrets,
} from '../../api/resources.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import { isNotFound } from '../../kube/errors.ts';
import { yaml } from '../printed.ts';
import { withoutSecrets } from './left-out.ts';

export interface BundleFile {
  readonly path: string;
  readonly text: string;
}

export interface Collected {
  readonly files: readonly BundleFile[];
  /** A line for each thing that is missing. */
  readonly missing: readonly string[];
}

export interface Places {
  /** Of the ClusterPivots. */
  readonly namespace: string;
  readonly operatorNamespace: string;
}

interface Part {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly folder: string;
  /** Values of Secrets and ConfigMaps do not even reach us. */
  readonly metadataOnly?: boolean;
}

/** Files of one cluster, in a folder named after its side. */
export async function collect(client: ClusterClient, side: 'source' | 'target', places: Places): Promise<Collected> {
  const missing: string[] = [];
  const attempt = async <T>(what: string, read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      // A cluster that lacks a type has none of its objects.
      if (!isNotFound(error))
        missing.push(`${side}: ${what}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const lists = partsFor(places).map(async (part): Promise<readonly BundleFile[]> => {
    const { resource, namespace, folder, metadataOnly = false } = part;
    const select = { metadataOnly, ...(namespace === undefined ? {} : { namespace }) };
    const found = await attempt(`${resource.plural} in ${folder}`, async () => client.list(resource, select));
    if (found === undefined || found.items.length === 0) return [];
    return [{ path: `${side}/${folder}/${resource.plural}.yaml`, text: yaml(found.items.map(withoutSecrets)) }];
  });
  const version = attempt('version', async () => client.getRaw('/version'));
  const crds = attempt('CRDs', async () => client.list(customResourceDefinitions));
  const logs = [places.operatorNamespace, probeNamespace].map(async (namespace) =>
    logFiles(client, { side, namespace, attempt }),
  );
  const files = [...(await Promise.all(lists)), ...(await Promise.all(logs))].flat();
  const served = (await crds)?.items.filter(isOfInterest).map(versionsOf) ?? [];
  return {
    files: [
      { path: `${side}/version.yaml`, text: yaml({ server: client.server, version: await version }) },
      { path: `${side}/crds.yaml`, text: yaml(served) },
      ...files,
    ],
    missing,
  };
}

function partsFor({ namespace, operatorNamespace }: Places): readonly Part[] {
  const within = (place: string, ...resources: readonly Resource[]) =>
    resources.map((resource): Part => ({ resource, namespace: place, folder: place }));
  const namesOnly = (place: string) =>
    [secrets, configMaps].map((resource): Part => ({ resource, namespace: place, folder: place, metadataOnly: true }));
  const everywhere = (...resources: readonly Resource[]) =>
    resources.map((resource): Part => ({ resource, namespace: undefined, folder: 'cluster' }));
  return [
    ...within(namespace, clusterPivots, bareMetalHosts, clusters, machines, machineDeployments, events, leases),
    ...namesOnly(namespace),
    ...within(operatorNamespace, deployments, jobs, pods, events, leases),
    ...namesOnly(operatorNamespace),
    ...within(probeNamespace, daemonSets, pods, events, leases),
    ...everywhere(nodes, providers, ironics),
  ];
}

interface LogsOf {
  readonly side: string;
  readonly namespace: string;
  readonly attempt: <T>(what: string, read: () => Promise<T>) => Promise<T | undefined>;
}

const tailLines = 5000;

async function logFiles(client: ClusterClient, { side, namespace, attempt }: LogsOf): Promise<readonly BundleFile[]> {
  const found = await attempt(`pods in ${namespace}`, async () => client.list(pods, { namespace }));
  const containers = (found?.items ?? []).flatMap((pod) =>
    containersOf(pod).map((container) => ({ name: pod.metadata.name, container })),
  );
  const read = containers.map(async ({ name, container }): Promise<readonly BundleFile[]> => {
    const text = await attempt(`log of ${container} in Pod ${namespace}/${name}`, async () =>
      client.readLog({ namespace, name }, { container, tailLines }),
    );
    // The format has room for 100 characters.
    const path = `${side}/logs/${name.slice(0, 60)}.${container.slice(0, 20)}.log`;
    return text === undefined || text === '' ? [] : [{ path, text }];
  });
  return (await Promise.all(read)).flat();
}

function containersOf(pod: KubeObject): readonly string[] {
  const { initContainers = [], containers = [] } = (pod['spec'] ?? {}) as {
    readonly initContainers?: readonly { readonly name: string }[];
    readonly containers?: readonly { readonly name: string }[];
  };
  return [...initContainers, ...containers].map(({ name }) => name);
}

function isOfInterest({ metadata: { name } }: KubeObject): boolean {
  return /\.(metal3|x-k8s)\.io$/.test(name) || name.endsWith('cert-manager.io');
}

interface CrdFields {
  readonly spec?: {
    readonly versions?: readonly { readonly name: string; readonly served: boolean; readonly storage: boolean }[];
  };
  readonly status?: { readonly storedVersions?: readonly string[] };
}

/** Without the schemas, which are megabytes. */
function versionsOf(crd: KubeObject): object {
  const { spec, status } = crd as CrdFields;
  return {
    name: crd.metadata.name,
    labels: crd.metadata.labels,
    versions: (spec?.versions ?? []).map(({ name, served, storage }) => ({ name, served, storage })),
    storedVersions: status?.storedVersions,
  };
}
