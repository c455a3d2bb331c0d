/** What `clusterctl init --infrastructure metal3` installs: infrastructure-components.yaml and metadata.yaml. */
import { stringify } from 'yaml';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { infrastructureCrds } from './infrastructure-crds.ts';
import { ipamCrds } from './ipam-crds.ts';

export const providerLabel = 'infrastructure-metal3';
export const providerVersion = 'v1.14.0';
export const componentsFile = 'infrastructure-components.yaml';
export const standInImage = `clusterpivot.local/capm3-stand-in:${providerVersion}`;
const standInNamespace = 'capm3-system';
const standInDeployment = 'capm3-controller-manager';

const name = 'capm3-manager';
const labels = { 'cluster.x-k8s.io/provider': providerLabel };
const podLabels = { ...labels, 'control-plane': 'controller-manager', 'app.kubernetes.io/name': 'capm3-stand-in' };

const everything = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
const reading = ['get', 'list', 'watch'];

function rule(apiGroups: readonly string[], resources: readonly string[], verbs: readonly string[]): object {
  return { apiGroups, resources, verbs };
}

const rules = [
  rule(['infrastructure.cluster.x-k8s.io', 'ipam.metal3.io'], ['*'], everything),
  rule(['cluster.x-k8s.io'], ['clusters', 'clusters/status', 'machines', 'machines/status'], reading),
  rule(['metal3.io'], ['baremetalhosts'], [...reading, 'patch', 'update']),
  rule([''], ['secrets'], everything),
  rule([''], ['events'], ['create', 'patch']),
];

const container = {
  name: 'manager',
  image: standInImage,
  imagePullPolicy: 'IfNotPresent',
  resources: { requests: { cpu: '10m', memory: '64Mi' } },
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: 65532,
    runAsGroup: 65532,
    seccompProfile: { type: 'RuntimeDefault' },
  },
};

/** One replica and Recreate stand for upstream's leader election: there are never two of them. */
function deployment(): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: standInDeployment, namespace: standInNamespace, labels: podLabels },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: podLabels },
      template: {
        metadata: { labels: podLabels },
        spec: {
          serviceAccountName: name,
          terminationGracePeriodSeconds: 5,
          tolerations: [
            { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' },
            { key: 'node-role.kubernetes.io/master', operator: 'Exists', effect: 'NoSchedule' },
          ],
          containers: [container],
        },
      },
    },
  };
}

export function standInObjects(): readonly KubeObject[] {
  const subject = { kind: 'ServiceAccount', name, namespace: standInNamespace };
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name };
  const rbac = 'rbac.authorization.k8s.io/v1';
  const crds = [...infrastructureCrds(), ...ipamCrds()].map((crd) => ({
    ...crd,
    metadata: {
      ...crd.metadata,
      labels: { ...labels, ...crd.metadata.labels },
      // As upstream has it: clusterctl would refuse metal3datas for its plural, though Cluster API never refers to it.
      annotations: { 'clusterctl.cluster.x-k8s.io/skip-crd-name-preflight-check': 'true' },
    },
  }));
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: standInNamespace, labels } },
    ...crds,
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: standInNamespace, labels } },
    { apiVersion: rbac, kind: 'ClusterRole', metadata: { name, labels }, rules },
    { apiVersion: rbac, kind: 'ClusterRoleBinding', metadata: { name, labels }, roleRef, subjects: [subject] },
    deployment(),
  ];
}

/** Files of the provider's folder in a clusterctl repository, `<label>/<version>/`, by name. */
export function standInRepository(): Readonly<Record<string, string>> {
  const metadata = {
    apiVersion: 'clusterctl.cluster.x-k8s.io/v1alpha3',
    kind: 'Metadata',
    releaseSeries: [
      { major: 1, minor: 14, contract: 'v1beta2' },
      { major: 1, minor: 13, contract: 'v1beta2' },
    ],
  };
  return {
    [componentsFile]: standInObjects()
      .map((object) => stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 }))
      .join('---\n'),
    'metadata.yaml': stringify(metadata),
  };
}
