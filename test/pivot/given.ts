/** A world that is ready to be pivoted, as observations of it; each test says only what is different. */
import type { ClusterPivot, PivotStatus } from '../../src/api/clusterpivot.ts';
import type { Journal } from '../../src/api/journal.ts';
import type { KubeObject, ObjectMeta, OwnerReference, Resource } from '../../src/api/kube-object.ts';
import {
  claimedHostAnnotation,
  clusterctlLabel,
  clusterNameLabel,
  moveHierarchyLabel,
  moveLabel,
  pivotFinalizer,
} from '../../src/api/marks.ts';
import {
  bareMetalHosts,
  clusters,
  configMaps,
  hardwareData,
  machineDeployments,
  machines,
  nodes,
  secrets,
} from '../../src/api/resources.ts';
import { type PivotSpec, specSchema } from '../../src/api/spec.ts';
import { type Claim, claimHolder } from '../../src/pivot/claim.ts';
import { type FoundObject, moveSet } from '../../src/pivot/graph.ts';
import { buildInventory, type Inventory } from '../../src/pivot/inventory.ts';
import { type Crd, moveKinds } from '../../src/pivot/move-kinds.ts';
import type { ClusterView, Observation, ObservedJob, Webhook, Workload } from '../../src/pivot/observation.ts';
import { planDocument } from '../../src/pivot/plan/document.ts';
import { survey } from './given-survey.ts';

const namespace = 'metal3';
export const now = Date.parse('2026-03-02T09:00:00Z');
export const bmoNamespace = 'baremetal-operator-system';

/** `seconds` from now, as the API writes times. */
export function at(seconds: number): string {
  return new Date(now + seconds * 1000).toISOString();
}

function type(group: string, version: string, plural: string, kind: string): Resource {
  return { group, version, plural, kind, namespaced: true };
}

export const clusterClasses = type('cluster.x-k8s.io', 'v1beta2', 'clusterclasses', 'ClusterClass');
const infrastructure = 'infrastructure.cluster.x-k8s.io';
const addons = 'addons.cluster.x-k8s.io';
export const metal3Machines = type(infrastructure, 'v1beta2', 'metal3machines', 'Metal3Machine');
export const templates = type(infrastructure, 'v1beta2', 'metal3machinetemplates', 'Metal3MachineTemplate');
export const resourceSets = type(addons, 'v1beta2', 'clusterresourcesets', 'ClusterResourceSet');
export const bindings = type(addons, 'v1beta2', 'clusterresourcesetbindings', 'ClusterResourceSetBinding');
const resources = [
  clusters,
  machines,
  machineDeployments,
  clusterClasses,
  metal3Machines,
  templates,
  resourceSets,
  bindings,
  bareMetalHosts,
  hardwareData,
  secrets,
  configMaps,
  nodes,
];

export type Meta = Partial<ObjectMeta> & { readonly ownedBy?: readonly KubeObject[] };
type Fields = Readonly<Record<string, unknown>>;

export function object(resource: Resource, name: string, meta: Meta = {}, fields: Fields = {}): KubeObject {
  const { ownedBy = [], ...metadata } = meta;
  const owners = ownedBy.map(
    (owner): OwnerReference => ({
      apiVersion: owner.apiVersion,
      kind: owner.kind,
      name: owner.metadata.name,
      uid: owner.metadata.uid ?? '',
    }),
  );
  return {
    apiVersion: resource.group === '' ? resource.version : `${resource.group}/${resource.version}`,
    kind: resource.kind,
    metadata: {
      name,
      ...(resource.namespaced ? { namespace } : {}),
      uid: `uid-of-${resource.kind}-${name}`,
      generation: 1,
      ...(owners.length === 0 ? {} : { ownerReferences: owners }),
      ...metadata,
    },
    ...fields,
  };
}

/** The same object with something else in its metadata. */
export function marked(object: KubeObject, metadata: Partial<ObjectMeta>): KubeObject {
  return { ...object, metadata: { ...object.metadata, ...metadata } };
}

export function found(object: KubeObject): FoundObject {
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
  const resource = resources.find((candidate) => candidate.kind === object.kind && candidate.group === group);
  if (resource === undefined) throw new Error(`no test knows kind ${object.kind} of ${object.apiVersion}`);
  return { resource, object };
}

export function cluster(name = 'prod', spec: Fields = {}, meta: Meta = {}): KubeObject {
  const status = {
    initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
    conditions: [{ type: 'ControlPlaneInitialized', status: 'True' }],
  };
  return object(clusters, name, meta, { spec, status });
}

export function machine(name: string, status: Fields = {}, meta: Meta = {}): KubeObject {
  return object(machines, name, meta, { spec: {}, status: { phase: 'Running', nodeRef: { name }, ...status } });
}

export function machineDeployment(status: Fields = {}, meta: Meta = {}): KubeObject {
  const settled = { observedGeneration: 1, replicas: 2, readyReplicas: 2, upToDateReplicas: 2 };
  return object(machineDeployments, 'workers', meta, { spec: { replicas: 2 }, status: { ...settled, ...status } });
}

export interface HostIs {
  readonly state?: string;
  readonly spec?: Fields;
  readonly status?: Fields;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly metadata?: Meta;
}

/** A provisioned host that a Metal3Machine of the same name claims, as the Bare Metal Operator leaves it. */
export function host(name: string, { state = 'provisioned', spec, status, annotations, metadata }: HostIs = {}) {
  const image = { url: 'http://172.22.0.1/node.raw' };
  const isClaimed = state === 'provisioned' || state === 'provisioning';
  return object(
    bareMetalHosts,
    name,
    {
      ...(isClaimed && { labels: { [clusterNameLabel]: 'prod' } }),
      ...(annotations && { annotations }),
      ...metadata,
    },
    {
      spec: {
        online: true,
        bmc: { credentialsName: `${name}-bmc` },
        ...(isClaimed && { image, consumerRef: { kind: 'Metal3Machine', name } }),
        ...spec,
      },
      status: {
        lastUpdated: at(-3600),
        operationalStatus: 'OK',
        errorType: '',
        errorMessage: '',
        poweredOn: true,
        provisioning: { state, ...(state === 'provisioned' && { image }) },
        operationHistory: { inspect: { start: at(-7200) }, provision: { start: at(-5400) } },
        goodCredentials: { credentialsVersion: '7' },
        triedCredentials: { credentialsVersion: '7' },
        ...status,
      },
    },
  );
}

/** A host that nobody claims. */
export function spare(name: string, is: HostIs = {}): KubeObject {
  return host(name, { state: 'available', ...is });
}

/** The one that has claimed the host of its name. */
export function metal3Machine(name: string, status: Fields = {}, meta: Meta = {}): KubeObject {
  const annotations = { [claimedHostAnnotation]: `${namespace}/${name}` };
  const ready = { initialization: { provisioned: true }, ...status };
  return object(metal3Machines, name, { annotations, ...meta }, { spec: {}, status: ready });
}

/** Everything of Cluster `prod`: two Machines on claimed hosts, two spare hosts, and what belongs to them. */
export function ownedObjects(hosts: readonly KubeObject[] = steadyHosts(), prod: KubeObject = cluster()) {
  const workers = machineDeployment({}, { ownedBy: [prod] });
  const claimed = ['m-0', 'm-1'].map((name) => machine(name, {}, { ownedBy: [workers] }));
  return [
    prod,
    workers,
    ...claimed,
    ...claimed.map((owner) => metal3Machine(owner.metadata.name, {}, { ownedBy: [owner] })),
    ...hosts,
    ...hosts.map((owner) =>
      object(hardwareData, owner.metadata.name, { ownedBy: [owner] }, { spec: { hardware: {} } }),
    ),
    ...hosts.map((owner) => secret(`${owner.metadata.name}-bmc`, { ownedBy: [owner] })),
    secret('prod-kubeconfig'),
  ];
}

export function secret(name: string, meta: Meta = {}): KubeObject {
  return object(secrets, name, { resourceVersion: '7', ...meta }, { data: { password: 'c2VjcmV0' }, type: 'Opaque' });
}

export function steadyHosts(): KubeObject[] {
  return [host('m-0'), host('m-1'), spare('spare-0'), spare('spare-1')];
}

export function crd(resource: Resource, labels: readonly string[] = [clusterctlLabel]): Crd {
  return {
    name: `${resource.plural}.${resource.group}`,
    labels: Object.fromEntries(labels.map((label) => [label, ''])),
    resource,
    servedVersions: [resource.version],
  };
}

export const hostLabels = [clusterctlLabel, moveLabel, moveHierarchyLabel];

export function crds(): Crd[] {
  return [
    ...[clusters, machines, machineDeployments, clusterClasses, metal3Machines, templates].map((kind) => crd(kind)),
    crd(bareMetalHosts, hostLabels),
    crd(hardwareData, [clusterctlLabel, moveLabel]),
  ];
}

function workload(name: string, containers: readonly [string, string][], is: Partial<Workload> = {}): Workload {
  const { replicas = 1 } = is;
  return {
    namespace: bmoNamespace,
    name,
    containers: containers.map(([container, image]) => ({ name: container, image })),
    podLabels: { app: name },
    replicas,
    available: true,
    pods: Array.from({ length: replicas }, (_, index) => ({ name: `${name}-${index}`, ready: true, node: 'm-0' })),
    ...is,
  };
}

export function bmo(is: Partial<Workload> = {}): Workload {
  return workload('bmo', [['manager', 'registry.example/metal3-io/baremetal-operator:v0.14.0']], is);
}

export function ironic(is: Partial<Workload> = {}): Workload {
  return workload(
    'ironic',
    [
      ['ironic', 'registry.example/metal3-io/ironic'],
      ['ironic-endpoint-keepalived', 'registry.example/metal3-io/keepalived'],
    ],
    is,
  );
}

export function webhook(is: Partial<Webhook> = {}): Webhook {
  return {
    configuration: 'bmo-validation',
    name: 'baremetalhost.metal3.io',
    failurePolicy: 'Fail',
    service: { namespace: bmoNamespace, selector: { app: 'bmo' } },
    ...is,
  };
}

export const stopped = { replicas: 0, pods: [] };
export const providers = [
  { name: 'cluster-api', type: 'CoreProvider', version: 'v1.14.0' },
  { name: 'metal3', type: 'InfrastructureProvider', version: 'v1.14.0' },
];

/** A view of a cluster that holds these objects. */
export function view(objects: readonly KubeObject[], is: Partial<ClusterView> = {}): ClusterView {
  const ofKind = (kind: string) => objects.filter((candidate) => candidate.kind === kind);
  return {
    uid: 'uid-of-source',
    namespaceExists: true,
    providers,
    providerDeployments: [],
    workloads: [bmo(), ironic()],
    webhooks: [webhook()],
    ironics: [],
    clusters: ofKind('Cluster'),
    machines: ofKind('Machine'),
    machineDeployments: ofKind('MachineDeployment'),
    hosts: ofKind('BareMetalHost'),
    nodes: [],
    crds: crds(),
    objects: objects.map(found),
    ...is,
  };
}

export function node(name: string, bootID = `boot-of-${name}`): KubeObject {
  return object(nodes, name, {}, { status: { nodeInfo: { bootID } } });
}

export function targetView(objects: readonly KubeObject[] = [], is: Partial<ClusterView> = {}): ClusterView {
  const workloads = [bmo(), ironic(stopped)];
  return view(objects, { uid: 'uid-of-target', workloads, nodes: [node('m-0'), node('m-1')], ...is });
}

export type SpecInput = { readonly [Field in keyof PivotSpec]?: unknown };

export interface PivotIs {
  readonly spec?: SpecInput;
  readonly journal?: Journal;
  readonly status?: Partial<PivotStatus>;
  readonly metadata?: Partial<ObjectMeta>;
}

export function pivot({ spec, journal, status, metadata }: PivotIs = {}): ClusterPivot {
  return {
    apiVersion: 'pivot.metal3.io/v1alpha1',
    kind: 'ClusterPivot',
    metadata: {
      name: 'prod',
      namespace,
      uid: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
      generation: 3,
      creationTimestamp: at(-60),
      finalizers: [pivotFinalizer],
      ...metadata,
    },
    spec: specSchema.parse({ clusterName: 'prod', ...spec }),
    status: { ...(journal === undefined ? {} : { journal }), ...status },
  };
}

const ownClaim: Claim = { lease: 'clusterpivot-system/own', holder: claimHolder(pivot()), since: at(-600) };

/** What a pivot observes, its plan written down; journal and spec come apart, since most tests want only those. */
export function observation(is: Partial<Observation> & Omit<PivotIs, 'status'> = {}): Observation {
  const { spec, journal, metadata, ...rest } = is;
  const given = Object.entries({ spec, journal, metadata }).filter(([, value]) => value !== undefined);
  const world: Observation = {
    now,
    jumpedMs: 0,
    pivot: pivot(Object.fromEntries(given)),
    rivals: [],
    claims: { source: ownClaim, target: ownClaim, intoSource: undefined },
    clusterctlConfig: 'notReferenced',
    clusterctlVariables: { state: 'notReferenced' },
    missingProbeInput: undefined,
    access: { state: 'connected', server: 'https://192.0.2.10:6443', uid: 'uid-of-target' },
    report: undefined,
    targetPinned: true,
    source: view(ownedObjects()),
    target: targetView(),
    hostWebhook: { answers: true, problem: '' },
    targetSecretVersions: new Map(),
    initJob: undefined,
    copyJob: undefined,
    ironicManifests: { state: 'notReferenced' },
    gitOpsOwners: [],
    endpoint: undefined,
    inventory: undefined,
    storedPlan: undefined,
    survey: { state: 'taken', survey: survey({ takenAt: now }) },
    mirrored: undefined,
    ...rest,
  };
  const hash = planDocument(world)?.hash;
  return 'storedPlan' in rest || hash === undefined ? world : { ...world, storedPlan: { hash, approved: undefined } };
}

export const started: Journal = { startedTime: at(-600), sourceUid: 'uid-of-source', targetUid: 'uid-of-target' };
export const prepared: Journal = { ...started, preparedTime: at(-300) };
const scaled = (name: string, replicas: number) => ({ namespace: bmoNamespace, name, replicas });
export const fence: NonNullable<Journal['fence']> = {
  bareMetalOperator: scaled('bmo', 1),
  webhooks: [{ configuration: 'bmo-validation', webhook: 'baremetalhost.metal3.io', failurePolicy: 'Fail' }],
  ironic: scaled('ironic', 1),
  targetIronic: scaled('ironic', 0),
};

/** What the views of both sides have once the source is fenced and the target runs Ironic. */
export const fencedSource: Partial<ClusterView> = {
  workloads: [bmo(stopped), ironic(stopped)],
  webhooks: [webhook({ failurePolicy: 'Ignore' })],
};
export const runningTarget: Partial<ClusterView> = { workloads: [bmo(), ironic()] };

export function inventoryOf(objects: readonly KubeObject[], nodesOfTarget = [node('m-0'), node('m-1')]): Inventory {
  return buildInventory(moveSet(moveKinds(crds()), objects.map(found)).groups, nodesOfTarget);
}

/** The objects as clusterctl creates them in the target: other UIDs, owners resolved to the copies, no status. */
export function copies(objects: readonly KubeObject[]): KubeObject[] {
  return objects.map((original) => {
    const { status: _, ...rest } = original;
    const owners = rest.metadata.ownerReferences?.map((owner) => ({ ...owner, uid: `copy-of-${owner.uid}` }));
    return marked(rest, {
      uid: `copy-of-${rest.metadata.uid}`,
      ...(owners === undefined ? {} : { ownerReferences: owners }),
    });
  });
}

export function job(is: Partial<ObservedJob> = {}): ObservedJob {
  return { name: 'cpv-job', finished: false, succeeded: false, result: undefined, problem: undefined, ...is };
}
