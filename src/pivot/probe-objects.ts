/** What has to be in a cluster for its probes to work for one pivot. Whether it is there is told by one hash of it all. */

import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject } from '../api/kube-object.ts';
import { probeNamespace } from '../api/probe-lease.ts';
import { digest } from './digest.ts';
import { ownLabels, ownName } from './jobs.ts';
import { type ProbeParts, probeDaemonSet } from './probe-daemonset.ts';

/** On the DaemonSet: the hash of all objects. */
export const probeHashAnnotation = 'pivot.metal3.io/probe-hash';

/** The account and the rights of the installation (config/probe-rights), since the operator may make none in the source. */
const installed = { account: 'clusterpivot-probe', ironicRole: 'clusterpivot-probe-ironic' } as const;

export interface ProbeObjects {
  readonly hash: string;
  /** The DaemonSet is the last: once it has the hash, everything is there. */
  readonly own: readonly KubeObject[];
  /** What lets the probes see Ironic's Pods; in a namespace that may not be there yet, as Ironic comes to the target late. */
  readonly besideIronic: readonly KubeObject[];
}

/** Of the probes, their DaemonSet and all that is made for them: two pivots of a cluster share nothing but the namespace. */
export function probeName(pivot: ClusterPivot): string {
  return `${ownName(pivot)}-probe`;
}

/** Of the Role and its binding in Ironic's namespace. */
export function ironicRightsName(pivot: ClusterPivot): string {
  return `${probeName(pivot)}-ironic`;
}

export function probeObjects(parts: ProbeParts): ProbeObjects {
  const name = probeName(parts.pivot);
  const account = parts.side === 'source' ? installed.account : name;
  const rest = [...(parts.side === 'source' ? [] : targetRights(name, parts.pivot)), ...fileSecret(name, parts)];
  const besideIronic = ironicRights(account, parts);
  const unmarked = probeDaemonSet({ name, account }, parts, {});
  const hash = digest(JSON.stringify([...rest, ...besideIronic, unmarked]));
  const daemonSet = probeDaemonSet({ name, account }, parts, { [probeHashAnnotation]: hash });
  return { hash, own: [...rest, daemonSet], besideIronic };
}

/** In the target, where nobody has installed it. Of all pivots together, and so without the mark of one. */
export function probeNamespaceObject(): KubeObject {
  const level = (mode: string) => [`pod-security.kubernetes.io/${mode}`, 'privileged'];
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: probeNamespace,
      labels: { ...sharedLabels, ...Object.fromEntries(['enforce', 'audit', 'warn'].map(level)) },
    },
  };
}

const sharedLabels = { 'app.kubernetes.io/managed-by': 'clusterpivot' } as const;

/** Whether a pivot made it, and not an administrator. */
export function isMadeByPivot({ metadata: { labels = {} } }: KubeObject): boolean {
  return Object.entries(sharedLabels).every(([key, value]) => labels[key] === value);
}

/** As config/probe-rights. */
function targetRights(name: string, pivot: ClusterPivot): readonly KubeObject[] {
  const metadata = { name, namespace: probeNamespace, labels: ownLabels(pivot) };
  const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    role(metadata, { ...leases, verbs: ['create', 'patch'] }),
    roleBinding(metadata, { role: { kind: 'Role', name }, account: name }),
  ];
}

function ironicRights(account: string, { pivot, side, ironicNamespace }: ProbeParts): readonly KubeObject[] {
  if (ironicNamespace === undefined) return [];
  const metadata = { name: ironicRightsName(pivot), namespace: ironicNamespace, labels: ownLabels(pivot) };
  if (side === 'source') {
    return [roleBinding(metadata, { role: { kind: 'ClusterRole', name: installed.ironicRole }, account })];
  }
  return [
    role(metadata, { apiGroups: [''], resources: ['pods'], verbs: ['list'] }),
    roleBinding(metadata, { role: { kind: 'Role', name: metadata.name }, account }),
  ];
}

function fileSecret(name: string, { pivot, files: { ca, credentials } }: ProbeParts): readonly KubeObject[] {
  if (ca === undefined && credentials === undefined) return [];
  return [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: probeNamespace, labels: ownLabels(pivot) },
      type: 'pivot.metal3.io/probe',
      data: { ...(ca === undefined ? {} : { 'ca.crt': ca }), ...credentials },
    },
  ];
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const rbac = 'rbac.authorization.k8s.io';

function role(metadata: KubeObject['metadata'], rule: Rule): KubeObject {
  return { apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules: [rule] };
}

interface Bound {
  readonly role: { readonly kind: 'Role' | 'ClusterRole'; readonly name: string };
  readonly account: string;
}

function roleBinding(metadata: KubeObject['metadata'], { role: { kind, name }, account }: Bound): KubeObject {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: rbac, kind, name },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace: probeNamespace }],
  };
}
