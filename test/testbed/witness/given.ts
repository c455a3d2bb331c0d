/** Clusters, hosts and audit entries as the witness would see them, for tests. */
import type { KubeObject } from '../../../src/api/kube-object.ts';
import type { AuditEntry, Side } from '../../../testbed/witness/audit-entry.ts';
import type { ClusterSnapshot, Held, Snapshot } from '../../../testbed/witness/snapshot.ts';
import type { Evidence } from '../../../testbed/witness/verdict.ts';

export const namespace = 'metal3';
const operatorNamespace = 'baremetal-operator-system';
export const startAt = Date.parse('2026-03-02T09:00:00Z');

export interface HostIs {
  readonly uid?: string;
  readonly version?: number;
  readonly state?: string;
  readonly poweredOn?: boolean;
  readonly id?: string;
  readonly operationalStatus?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly status?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export function host(name: string, is: HostIs = {}): KubeObject {
  const { uid = `uid-of-${name}`, version = 1, state = 'provisioned', poweredOn = true, id = 'ironic-node' } = is;
  return {
    apiVersion: 'metal3.io/v1alpha1',
    kind: 'BareMetalHost',
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion: String(version),
      annotations: is.annotations ?? {},
      ...is.metadata,
    },
    spec: { bmc: { credentialsName: `${name}-bmc` }, online: true },
    status: {
      lastUpdated: '2026-03-02T08:00:00Z',
      operationalStatus: is.operationalStatus ?? 'OK',
      errorType: '',
      poweredOn,
      provisioning: { state, ID: id },
      operationHistory: { inspect: { start: '2026-03-02T07:00:00Z' }, provision: { start: '2026-03-02T07:30:00Z' } },
      goodCredentials: { credentialsVersion: '77' },
      ...is.status,
    },
  };
}

export function object(kind: string, name: string, rest: Readonly<Record<string, unknown>> = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace, uid: `uid-of-${name}`, resourceVersion: '77' },
    ...rest,
  };
}

export function machine(name: string, status: Readonly<Record<string, unknown>> = {}): KubeObject {
  return {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Machine',
    metadata: { name, namespace, uid: `uid-of-${name}` },
    status: { phase: 'Running', nodeRef: { name }, ...status },
  };
}

const plurals: Readonly<Record<string, string>> = {
  BareMetalHost: 'baremetalhosts',
  Machine: 'machines',
  Secret: 'secrets',
  ConfigMap: 'configmaps',
};

function held(...objects: readonly KubeObject[]): readonly Held[] {
  return objects.map((object) => ({ resource: plurals[object.kind] ?? `${object.kind.toLowerCase()}s`, object }));
}

export function cluster(objects: readonly KubeObject[] = [], rest: Partial<ClusterSnapshot> = {}): ClusterSnapshot {
  return { objects: held(...objects), nodes: [], operatorPods: [], ...rest };
}

/** The same object as a copy has it: another UID and version. */
export function copyOf(original: KubeObject): KubeObject {
  const { metadata } = original;
  return { ...original, metadata: { ...metadata, uid: `copy-of-${metadata.uid}` } };
}

export function operatorPod(
  name = 'baremetal-operator-controller-manager-1',
  status: object = { phase: 'Running' },
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: operatorNamespace, uid: `uid-of-${name}` },
    status,
  };
}

const groupsOf: Readonly<Record<string, string>> = { baremetalhosts: 'metal3.io', machines: 'cluster.x-k8s.io' };

/** A successful write, `seconds` after the start, taking ten milliseconds. */
export function entry(side: Side, seconds: number, rest: Partial<AuditEntry> = {}): AuditEntry {
  const resource = rest.resource ?? 'baremetalhosts';
  return {
    side,
    received: startAt + seconds * 1000 - 10,
    completed: startAt + seconds * 1000,
    user: 'somebody',
    verb: 'update',
    group: groupsOf[resource] ?? '',
    resource,
    subresource: '',
    namespace: resource === 'pods' ? operatorNamespace : namespace,
    name: rest.object?.metadata.name,
    uid: rest.object?.metadata.uid,
    code: 200,
    dryRun: false,
    object: undefined,
    ...rest,
  };
}

/** The write that stored `object`. */
export function stored(side: Side, seconds: number, object: KubeObject, rest: Partial<AuditEntry> = {}): AuditEntry {
  return entry(side, seconds, {
    object,
    name: object.metadata.name,
    resource: plurals[object.kind] ?? 'pods',
    ...rest,
  });
}

export const pausedMark = { 'baremetalhost.metal3.io/paused': 'metal3.io/capm3' };
const statusMark = { 'baremetalhost.metal3.io/status': '{}' };

/** Everything about a pivot of one host, one Machine and two Secrets in which nothing went wrong. */
export function cleanPivot(): Evidence {
  const before: Snapshot = {
    takenAt: startAt,
    source: cluster(
      [host('host-00'), machine('m-0'), object('Secret', 'host-00-bmc'), object('ConfigMap', 'kube-root-ca.crt')],
      { operatorPods: [operatorPod('baremetal-operator-controller-manager-s')] },
    ),
    target: cluster([], {
      nodes: [{ name: 'm-0', uid: 'node-uid', bootId: 'boot-1' }],
      operatorPods: [operatorPod('baremetal-operator-controller-manager-t')],
    }),
  };
  const copies = before.source.objects.slice(0, 3).map(({ object }) => copyOf(object));
  const after: Snapshot = {
    takenAt: startAt + 60_000,
    source: cluster([object('ConfigMap', 'kube-root-ca.crt')]),
    target: cluster(copies, before.target),
  };
  const target = { ...after.target, objects: held(...copies) };
  const copy = host('host-00', {
    uid: 'copy-of-uid-of-host-00',
    annotations: { ...pausedMark, ...statusMark },
    status: { lastUpdated: '' },
  });
  const commit = {
    apiVersion: 'pivot.metal3.io/v1alpha1',
    kind: 'ClusterPivot',
    metadata: { name: 'prod', namespace, uid: 'uid-of-pivot' },
    status: { journal: { committedTime: '2026-03-02T09:00:20Z' } },
  };
  return {
    namespace,
    operatorNamespace,
    before,
    after: { ...after, target },
    logs: [],
    hardware: undefined,
    audit: [
      stored('source', 1, operatorPod('baremetal-operator-controller-manager-s'), {
        verb: 'delete',
        object: undefined,
      }),
      stored('source', 2, host('host-00', { version: 2, annotations: pausedMark })),
      stored('target', 5, machine('m-0'), { verb: 'create', code: 201 }),
      entry('target', 6, { resource: 'secrets', name: 'host-00-bmc', verb: 'create', code: 201 }),
      stored('target', 7, copy, { verb: 'create', code: 201 }),
      entry('source', 20, {
        resource: 'clusterpivots',
        group: 'pivot.metal3.io',
        subresource: 'status',
        name: 'prod',
        object: commit,
      }),
      entry('source', 21, { name: 'host-00', verb: 'delete', uid: 'uid-of-host-00' }),
      entry('source', 22, { resource: 'machines', name: 'm-0', verb: 'delete' }),
      entry('source', 23, { resource: 'secrets', name: 'host-00-bmc', verb: 'delete' }),
      stored('target', 30, host('host-00', { uid: 'copy-of-uid-of-host-00', version: 5 })),
    ],
  };
}
