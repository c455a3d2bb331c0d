/** Everything that a pivot does to either cluster, as rights of the accounts that do it, each with what it is for. */
import type { OwnerRef } from '../api/gitops-spec.ts';
import type { Resource } from '../api/kube-object.ts';
import { probeNamespace } from '../api/probe-lease.ts';
import { targetClaim } from './claim.ts';
import { ownerTypes } from './gitops/kinds.ts';

export interface Right {
  readonly verbs: readonly string[];
  readonly group: string;
  /** `*`: all of the group. With its subresource, if it is about one: `pods/log`. */
  readonly resource: string;
  /** undefined: in all namespaces, or of a cluster-scoped type. */
  readonly namespace?: string;
  /** Of the one object that it is about. */
  readonly name?: string;
  readonly why: string;
}

export interface RightsFor {
  /** Of the ClusterPivot. */
  readonly namespace: string;
  /** Of the operator. */
  readonly ownNamespace: string;
  /** Of everything that moves, each once. */
  readonly kinds: readonly Resource[];
  readonly probes: boolean;
  readonly installs: boolean;
  /** Providers that run in the target are to be put into its inventory. */
  readonly lists: boolean;
  /** GitOps owners that are to be frozen. */
  readonly owners: readonly OwnerRef[];
}

const reads = ['get', 'list'];
const keeps = ['get', 'list', 'create', 'update', 'delete'];
const probed = 'for the probes of the endpoint';

/** Of the operator's account in the source: what config/rbac grants it, as far as a pivot needs it. */
export function sourceRights({ namespace, ownNamespace, kinds, probes, owners }: RightsFor): readonly Right[] {
  const own = { namespace: ownNamespace };
  return [
    ...kinds.map((kind) => ({
      ...ofKind(kind, namespace),
      verbs: [...reads, 'patch', 'delete'],
      why: 'for pausing what moves, and deleting it after the commit',
    })),
    {
      verbs: [...reads, 'patch'],
      group: 'apiextensions.k8s.io',
      resource: 'customresourcedefinitions',
      why: 'for the labels that let clusterctl find hosts',
    },
    { verbs: ['list', 'patch'], group: 'apps', resource: 'deployments', why: 'for the fence' },
    {
      verbs: [...reads, 'patch'],
      group: 'admissionregistration.k8s.io',
      resource: 'validatingwebhookconfigurations',
      why: 'for the fence',
    },
    { verbs: ['list'], group: '', resource: 'pods', why: 'for seeing that what was stopped is gone' },
    { verbs: ['create'], group: '', resource: 'configmaps', namespace, why: 'for the plan in full' },
    { verbs: ['get', 'create', 'delete'], group: 'batch', resource: 'jobs', ...own, why: 'for clusterctl' },
    { verbs: keeps, group: '', resource: 'secrets', ...own, why: 'for kubeconfigs and the inventory' },
    {
      verbs: ['get', 'create', 'delete'],
      group: 'coordination.k8s.io',
      resource: 'leases',
      ...own,
      why: 'for having the namespace to itself',
    },
    {
      verbs: ['create'],
      group: '',
      resource: 'serviceaccounts/token',
      ...own,
      name: 'clusterpivot-copy',
      why: 'for a copy that cannot delete',
    },
    ...(probes ? probeRights : []),
    ...owners.map(({ kind, namespace: where, name }) => ({
      verbs: ['patch'],
      ...ofKind(ownerTypes[kind], where),
      name,
      why: `for freezing ${kind} ${where}/${name}`,
    })),
  ];
}

/** Of the account that clusterctl reads the source with. */
export function copyRights({ namespace, kinds }: RightsFor): readonly Right[] {
  return [
    ...kinds.map((kind) => ({
      ...ofKind(kind, namespace),
      verbs: reads,
      why: 'for the copy',
    })),
    {
      verbs: ['patch'],
      group: 'cluster.x-k8s.io',
      resource: 'clusters',
      namespace,
      why: 'for pausing Clusters',
    },
    { verbs: reads, group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions', why: 'for the copy' },
  ];
}

/**
 * Of the target's kubeconfig. Nobody can give away what he does not have (RBAC's escalation check), so what the Jobs'
 * accounts get has to be the operator's as well: to install providers nothing less than everything is enough.
 */
export function targetRights({ namespace, ownNamespace, kinds, probes, installs, lists }: RightsFor): readonly Right[] {
  const groups = [...new Set(kinds.map(({ group }) => group))].filter((group) => group !== '');
  const copies = [...reads, 'create', 'update', 'patch'];
  const own = { namespace: ownNamespace };
  const rbac = 'rbac.authorization.k8s.io';
  const forJobs = "for the Jobs' accounts";
  if (installs) return [{ verbs: ['*'], group: '*', resource: '*', why: 'for installing providers' }];
  return [
    ...groups.map((group) => ({ verbs: copies, group, resource: '*', why: 'for the copy' })),
    ...['secrets', 'configmaps'].map((resource) => ({ verbs: copies, group: '', resource, why: 'for the copy' })),
    { verbs: [...reads, 'create'], group: '', resource: 'namespaces', why: 'for the copy' },
    {
      verbs: [...reads, ...(lists ? ['create', 'delete'] : [])],
      group: 'clusterctl.cluster.x-k8s.io',
      resource: '*',
      why: 'for the inventory of providers',
    },
    ...kinds.map((kind) => ({
      ...ofKind(kind, namespace),
      verbs: ['delete'],
      why: 'for the way back before the commit',
    })),
    {
      verbs: [...reads, 'patch'],
      group: 'apiextensions.k8s.io',
      resource: 'customresourcedefinitions',
      why: 'for the labels that let clusterctl find hosts',
    },
    { verbs: [...reads, 'patch'], group: 'apps', resource: 'deployments', why: 'for starting Ironic' },
    { verbs: reads, group: '', resource: 'nodes', why: 'for seeing that no node was touched' },
    {
      verbs: ['get', 'create', 'delete'],
      group: 'coordination.k8s.io',
      resource: 'leases',
      namespace: targetClaim.namespace,
      why: 'for having the target to itself',
    },
    { verbs: reads, group: '', resource: 'pods', why: 'for seeing that Ironic runs' },
    { verbs: keeps, group: '', resource: 'serviceaccounts', ...own, why: forJobs },
    { verbs: ['create'], group: '', resource: 'serviceaccounts/token', ...own, why: forJobs },
    ...['clusterroles', 'clusterrolebindings'].map((resource) => ({
      verbs: keeps,
      group: rbac,
      resource,
      why: forJobs,
    })),
    ...(probes
      ? [
          ...probeRights,
          ...['serviceaccounts', 'secrets'].map((resource) => ({
            verbs: keeps,
            group: '',
            resource,
            namespace: probeNamespace,
            why: probed,
          })),
          { verbs: keeps, group: rbac, resource: 'roles', why: probed },
        ]
      : []),
  ];
}

function ofKind({ group, plural, namespaced }: Resource, namespace: string) {
  return { group, resource: plural, ...(namespaced ? { namespace } : {}) };
}

const probeRights: readonly Right[] = [
  { verbs: keeps, group: 'apps', resource: 'daemonsets', namespace: probeNamespace, why: probed },
  {
    verbs: ['list', 'delete'],
    group: 'coordination.k8s.io',
    resource: 'leases',
    namespace: probeNamespace,
    why: probed,
  },
  { verbs: keeps, group: 'rbac.authorization.k8s.io', resource: 'rolebindings', why: probed },
];
