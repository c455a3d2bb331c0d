/**
 * Rights that a plain pivot has no use for, each with the case that it is there for, and the test of that case. Everything else
 * that is granted must be used by the pivot of test/e2e/chart.testbed.test.ts.
 */

export interface Allowed {
  /** As `compareRights` says it, with `cpv-…` for what is named after a pivot. */
  readonly right: string;
  readonly because: string;
  readonly test: string;
}

const operator = 'ClusterRole clusterpivot-operator';
const inOwnNamespace = 'Role clusterpivot-operator in clusterpivot-system';
const forProbes = 'Role clusterpivot-operator in clusterpivot-probe';
const copy = 'ClusterRole clusterpivot-copy';
const copyInTarget = 'ClusterRole cpv-…-copy';

function all(role: string, rights: readonly string[], because: string, test: string): readonly Allowed[] {
  return rights.map((right) => ({ right: `${role}: ${right}`, because, test }));
}

export const allowed: readonly Allowed[] = [
  ...all(
    operator,
    ['get anything of its groups'],
    'a Cluster whose ClusterClass is in another namespace',
    'test/controller/list-move-objects.test.ts',
  ),
  ...all(
    operator,
    ['patch configmaps'],
    'a plan that drifted is written again',
    'test/controller/cluster-wide.kube.test.ts',
  ),
  ...all(
    operator,
    ['update rolebindings.rbac.authorization.k8s.io'],
    'somebody changed what lets the probes see Ironic',
    'test/controller/probes.kube.test.ts',
  ),
  ...all(operator, ['patch events.events.k8s.io'], 'an Event that comes again', 'test/kube/events.kube.test.ts'),
  ...all(
    operator,
    ['create tokenreviews.authentication.k8s.io'],
    'somebody collects metrics',
    'test/metrics/metrics-server.kube.test.ts',
  ),
  ...all(
    operator,
    [
      'applications.argoproj.io',
      'kustomizations.kustomize.toolkit.fluxcd.io',
      'helmreleases.helm.toolkit.fluxcd.io',
    ].map((type) => `list ${type}`),
    'a source that a GitOps tool keeps',
    'test/controller/survey.kube.test.ts',
  ),
  ...all(
    inOwnNamespace,
    ['update secrets', 'update configmaps'],
    'what was written before the operator was killed is written again',
    'test/faults/campaigns.faults.test.ts',
  ),
  ...all(
    forProbes,
    ['update daemonsets.apps'],
    'probes that look at something else than before',
    'test/controller/probes.kube.test.ts',
  ),
  ...all(
    forProbes,
    ['get secrets', 'create secrets', 'update secrets', 'delete secrets'],
    'an Ironic with TLS or credentials',
    'test/controller/probes.kube.test.ts',
  ),
  ...all(
    copy,
    ['patch clusterclasses.cluster.x-k8s.io'],
    'ClusterClasses are paused as well',
    'test/differential/real-move.test.ts',
  ),
  ...all(copy, ['get configmaps'], 'a ConfigMap that moves', 'test/differential/real-move.test.ts'),
  ...all(
    copyInTarget,
    ['get anything of its groups', 'update anything of its groups'],
    'a copy that is made again',
    'test/faults/campaigns.faults.test.ts',
  ),
  ...all(
    copyInTarget,
    ['get secrets', 'update secrets', 'get configmaps', 'update configmaps', 'create configmaps', 'patch configmaps'],
    'a copy that is made again, and ConfigMaps that move',
    'test/faults/campaigns.faults.test.ts',
  ),
  ...all(
    copyInTarget,
    [
      'acme.cert-manager.io',
      'addons.cluster.x-k8s.io',
      'cert-manager.io',
      'controlplane.cluster.x-k8s.io',
      'ipam.cluster.x-k8s.io',
      'runtime.cluster.x-k8s.io',
    ].map((group) => `do anything in ${group}`),
    'clusterctl labels its CRDs, so that it may move; the Cluster of the testbed has nothing of it',
    'test/differential/real-move.test.ts',
  ),
];

/** What is named after a pivot. */
export function withoutPivot(right: string): string {
  return right.replaceAll(/cpv-[0-9a-f-]+?(?=-(?:copy|init|probe))/g, 'cpv-…');
}
