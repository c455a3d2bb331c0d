/** A cluster that could be pivoted as it is: what it has in both clusters, as data, of which a test breaks one thing. */
import type { KubeObject, OwnerReference, Resource } from '../../src/api/kube-object.ts';
import {
  bareMetalHosts,
  clusters,
  configMaps,
  deployments,
  hardwareData,
  machineDeployments,
  machines,
  namespaces,
  secrets,
} from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import {
  hostFirmwareSettings,
  ipPools,
  machineSets,
  metal3Clusters,
  metal3DataTemplates,
  metal3Machines,
  minimalKinds,
  objectOf,
} from './minimal-crds.ts';

/** By `Kind/name`, in the order of creation. */
export type Objects = Map<string, KubeObject>;

export interface World {
  readonly namespace: string;
  readonly source: Objects;
  readonly target: Objects;
  /** Of the ClusterPivot. */
  spec: Record<string, unknown>;
}

/** Where the Deployments of all worlds are; they are told apart by name. */
export const sharedNamespace = 'metal3-system';
const clusterName = 'prod';

type Fields = Readonly<Record<string, unknown>>;

function add(objects: Objects, ...more: readonly KubeObject[]): void {
  for (const object of more) objects.set(`${object.kind}/${object.metadata.name}`, object);
}

/** The UID is filled in when the owner has been created. */
function ownedBy({ apiVersion, kind, metadata: { name } }: KubeObject, controller = true): readonly OwnerReference[] {
  return [{ apiVersion, kind, name, uid: '', ...(controller ? { controller } : {}) }];
}

/** Changes an object as a merge patch does. */
export function change(objects: Objects, key: string, patch: Fields): void {
  objects.set(key, merged(found(objects, key), patch) as KubeObject);
}

/** Adds an object beside those that are there. */
export function plant(
  objects: Objects,
  resource: Resource,
  metadata: KubeObject['metadata'],
  fields: Fields = {},
): void {
  add(objects, objectOf(resource, metadata, fields));
}

export function found(objects: Objects, key: string): KubeObject {
  const object = objects.get(key);
  if (object === undefined) throw new Error(`there is no ${key} in this world`);
  return object;
}

function merged(value: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = typeof value === 'object' ? { ...value } : {};
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete result[key];
    else result[key] = merged(result[key], change);
  }
  return result;
}

/** Everything is as a pivot wants it; the ClusterPivot names its Deployments, so that worlds do not see each other's. */
export function pivotableWorld(namespace: string, kubeconfig: string): World {
  const world: World = {
    namespace,
    source: new Map(),
    target: new Map(),
    spec: {
      clusterName,
      bareMetalOperator: both(`${namespace}-bmo`),
      ironic: both(`${namespace}-ironic`),
    },
  };
  const { source, target } = world;
  add(source, objectOf(namespaces, { name: namespace, labels: { 'example.com/team': 'metal' } }));
  addCluster(source, namespace);
  addHost(source, namespace, 'host-0', 'worker-0');
  addHost(source, namespace, 'spare', undefined);
  plant(source, secrets, { name: `${clusterName}-kubeconfig`, namespace }, { stringData: { value: kubeconfig } });
  add(source, deployment(`${namespace}-bmo`, 1), deployment(`${namespace}-ironic`, 1));
  add(target, deployment(`${namespace}-bmo`, 1), deployment(`${namespace}-ironic`, 0));
  return world;
}

function both(name: string): object {
  return { source: { namespace: sharedNamespace, name }, target: { namespace: sharedNamespace, name } };
}

function addCluster(source: Objects, namespace: string): void {
  const labels = { 'cluster.x-k8s.io/cluster-name': clusterName };
  const within = (name: string, owner: KubeObject) => ({ name, namespace, labels, ownerReferences: ownedBy(owner) });
  const cluster = objectOf(
    clusters,
    { name: clusterName, namespace, labels },
    {
      spec: { infrastructureRef: { apiGroup: metal3Clusters.group, kind: metal3Clusters.kind, name: clusterName } },
      status: {
        phase: 'Provisioned',
        initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
        conditions: [{ type: 'ControlPlaneInitialized', status: 'True', reason: 'Initialized' }],
      },
    },
  );
  const workers = objectOf(machineDeployments, within('workers', cluster), {
    spec: { clusterName, replicas: 1 },
    status: { observedGeneration: 1, replicas: 1, readyReplicas: 1, upToDateReplicas: 1 },
  });
  const set = objectOf(machineSets, within('workers-1', workers), {
    spec: { clusterName, replicas: 1 },
    status: { observedGeneration: 1, replicas: 1, readyReplicas: 1, upToDateReplicas: 1 },
  });
  const machine = objectOf(machines, within('worker-0', set), {
    spec: { clusterName, bootstrap: { dataSecretName: 'worker-0-data' } },
    status: { phase: 'Running', nodeRef: { name: 'worker-0' } },
  });
  add(
    source,
    cluster,
    objectOf(metal3Clusters, within(clusterName, cluster), { status: { ready: true } }),
    workers,
    set,
    machine,
    objectOf(secrets, within('worker-0-data', machine), { stringData: { value: '#cloud-config' } }),
    objectOf(ipPools, within('provisioning', cluster), { spec: { clusterName, namePrefix: 'provisioning' } }),
    objectOf(metal3DataTemplates, within(clusterName, cluster), { spec: { clusterName, networkData } }),
    objectOf(
      metal3Machines,
      { ...within('worker-0', machine), annotations: { 'metal3.io/BareMetalHost': `${namespace}/host-0` } },
      {
        spec: { dataTemplate: { name: clusterName } },
        status: {
          initialization: { provisioned: true },
          conditions: [{ type: 'Ready', status: 'True', reason: 'Ready' }],
        },
      },
    ),
  );
}

const networkData = {
  networks: { ipv4: [{ id: 'provisioning', link: 'eth0', ipAddressFromIPPool: 'provisioning' }] },
};

const image = { url: 'http://192.0.2.1/node.raw', checksum: 'c'.repeat(64), checksumType: 'sha256', format: 'raw' };

function addHost(source: Objects, namespace: string, name: string, consumer: string | undefined): void {
  const credentials = { credentials: { name: `${name}-bmc`, namespace }, credentialsVersion: '1' };
  const host = objectOf(
    bareMetalHosts,
    {
      name,
      namespace,
      ...(consumer === undefined ? {} : { labels: { 'cluster.x-k8s.io/cluster-name': clusterName } }),
    },
    {
      spec: {
        online: true,
        bootMACAddress: '00:60:2f:00:00:01',
        bmc: { address: 'redfish://192.0.2.9/redfish/v1/Systems/1', credentialsName: `${name}-bmc` },
        ...(consumer === undefined
          ? {}
          : {
              image,
              userData: { name: `${consumer}-data`, namespace },
              consumerRef: {
                apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
                kind: 'Metal3Machine',
                name: consumer,
                namespace,
              },
            }),
      },
      status: {
        operationalStatus: 'OK',
        errorCount: 0,
        errorMessage: '',
        poweredOn: true,
        lastUpdated: '2026-01-01T00:00:00Z',
        operationHistory: { inspect: { start: '2025-12-31T00:00:00Z', end: '2025-12-31T00:10:00Z' } },
        goodCredentials: credentials,
        triedCredentials: credentials,
        provisioning: {
          ID: 'd2c3f1b8-0000-4000-8000-000000000001',
          state: consumer === undefined ? 'available' : 'provisioned',
          ...(consumer === undefined ? {} : { image }),
        },
      },
    },
  );
  const owned = (ownedName: string, controller: boolean) => ({
    name: ownedName,
    namespace,
    ownerReferences: ownedBy(host, controller),
  });
  add(
    source,
    host,
    objectOf(secrets, owned(`${name}-bmc`, false), { stringData: { username: 'admin', password: 'secret' } }),
    objectOf(hardwareData, owned(name, true), { spec: { hardware: { cpu: { count: 8 } } } }),
    objectOf(hostFirmwareSettings, owned(name, false), { spec: { settings: {} } }),
  );
}

/** Available as far as its status tells: nobody here would start Pods. */
export function deployment(
  name: string,
  replicas: number,
  containers = [{ name: 'manager', image: 'registry.example/manager' }],
): KubeObject {
  const labels = { app: name };
  return objectOf(
    deployments,
    { name, namespace: sharedNamespace },
    {
      spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
      status: {
        observedGeneration: 1,
        replicas,
        updatedReplicas: replicas,
        readyReplicas: replicas,
        availableReplicas: replicas,
      },
    },
  );
}

const resources = new Map(
  [...minimalKinds, namespaces, secrets, configMaps, deployments].map((resource) => [resource.kind, resource]),
);

function resourceOf({ kind }: KubeObject): Resource {
  const resource = resources.get(kind);
  if (resource === undefined) throw new Error(`no test creates objects of kind ${kind} yet`);
  return resource;
}

/** Owners come before what they own; each status is written as its controller would. */
export async function createObjects(client: ClusterClient, objects: Iterable<KubeObject>): Promise<void> {
  const uids = new Map<string, string>();
  for (const object of objects) {
    const { kind, metadata } = await createObject(client, withOwners(object, uids));
    uids.set(`${kind}/${metadata.name}`, metadata.uid ?? '');
  }
}

function withOwners(object: KubeObject, uids: ReadonlyMap<string, string>): KubeObject {
  const ownerReferences = (object.metadata.ownerReferences ?? []).map((owner) => ({
    ...owner,
    uid: owner.uid || (uids.get(`${owner.kind}/${owner.name}`) ?? ''),
  }));
  return ownerReferences.length === 0 ? object : { ...object, metadata: { ...object.metadata, ownerReferences } };
}

async function createObject(client: ClusterClient, object: KubeObject): Promise<KubeObject> {
  const { status, ...rest } = object;
  const { name, namespace } = object.metadata;
  const resource = resourceOf(object);
  const created = await client.create(resource, rest);
  if (status === undefined) return created;
  const ref = namespace === undefined ? { name } : { namespace, name };
  return client.patch(resource, ref, { type: 'merge', body: { status }, subresource: 'status' });
}
