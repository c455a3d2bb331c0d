/** Bad input that shows only when both API servers are asked: what they would refuse, drop or not allow, and who interferes. */
import { vi } from 'vitest';
import { stringify } from 'yaml';
import { apiVersionOf, type KubeObject, type Resource } from '../../src/api/kube-object.ts';
import {
  applications,
  clusterRoleBindings,
  clusterRoles,
  configMaps,
  namespaces,
  validatingWebhooks,
} from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import type { BadInput } from './bad-input.ts';
import { apply } from './install.ts';
import { hostFirmwareSettings, metal3Machines, minimalCrd, objectOf } from './minimal-crds.ts';
import { kubeconfigFor, type Stage, targetUserOf } from './stage.ts';
import { change, deployment, plant, type World } from './world.ts';

const clusterScoped = (group: string, plural: string, kind: string): Resource => ({
  group,
  version: 'v1',
  plural,
  kind,
  namespaced: false,
});
const admission = 'admissionregistration.k8s.io';
const policies = clusterScoped(admission, 'validatingadmissionpolicies', 'ValidatingAdmissionPolicy');
const policyBindings = clusterScoped(
  admission,
  'validatingadmissionpolicybindings',
  'ValidatingAdmissionPolicyBinding',
);

const addons = (version: string): Resource => ({
  group: 'addons.cluster.x-k8s.io',
  version,
  plural: 'clusterresourcesets',
  kind: 'ClusterResourceSet',
  namespaced: true,
});

/** Kinds that some of these worlds need beside those that all have. */
export async function prepareClusters({ source, target }: Stage): Promise<void> {
  await Promise.all([
    createCrd(source.admin, withLabels(minimalCrd(addons('v1beta2')))),
    createCrd(target.admin, withLabels(minimalCrd(addons('v1beta1')))),
    createCrd(source.admin, minimalCrd(applications)),
    createCrd(target.admin, pruning(minimalCrd(hostFirmwareSettings))),
  ]);
}

const crds: Resource = clusterScoped('apiextensions.k8s.io', 'customresourcedefinitions', 'CustomResourceDefinition');

async function createCrd(admin: ClusterClient, crd: KubeObject): Promise<void> {
  await apply(admin, crds, crd);
}

function withLabels(crd: KubeObject): KubeObject {
  return { ...crd, metadata: { ...crd.metadata, labels: { 'clusterctl.cluster.x-k8s.io': '' } } };
}

/** It knows `spec.settings`, and nothing else of the spec. */
function pruning(crd: KubeObject): KubeObject {
  const any = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const openAPIV3Schema = {
    type: 'object',
    properties: { spec: { type: 'object', properties: { settings: any } }, status: any },
  };
  const spec = crd['spec'] as { readonly versions: readonly object[] };
  const versions = spec.versions.map((version) => ({ ...version, schema: { openAPIV3Schema } }));
  return { ...crd, spec: { ...spec, versions } };
}

/** Where the namespace is there already, everything can be tried out. */
function withTargetNamespace({ target, namespace }: World): void {
  plant(target, namespaces, { name: namespace });
}

/** The target's Ironic is to be made from these. */
export function makeIronicFrom(world: World, manifests: readonly KubeObject[]): void {
  const { source, namespace, spec } = world;
  const data = { 'ironic.yaml': manifests.map((object) => stringify(object)).join('---\n') };
  plant(source, configMaps, { name: 'ironic-manifests', namespace }, { data });
  const ironic = spec['ironic'] as { readonly target: object };
  spec['ironic'] = {
    ...ironic,
    target: { ...ironic.target, type: 'Manifests', manifestsRef: { name: 'ironic-manifests' } },
  };
}

/** One of Ironic's manifests, as small as can be. */
export function settingsIn(namespace: string): KubeObject {
  return objectOf(configMaps, { name: 'ironic-settings', namespace }, { data: { debug: 'true' } });
}

const inNamespace = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });

interface Forbids {
  readonly namespace: string;
  readonly operation: 'CREATE' | 'DELETE';
  /** Of the type that it is about. */
  readonly type: Resource;
  readonly message: string;
}

/** Resolves once it is in force: API servers read their policies by watches. */
async function forbid(admin: ClusterClient, { namespace, operation, type, message }: Forbids): Promise<void> {
  const { group, version, plural } = type;
  await admin.create(
    policies,
    objectOf(
      policies,
      { name: namespace },
      {
        spec: {
          failurePolicy: 'Fail',
          matchConstraints: {
            namespaceSelector: inNamespace(namespace),
            resourceRules: [
              { apiGroups: [group], apiVersions: [version], operations: [operation], resources: [plural] },
              // Whether it is in force shows on these.
              { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['endpoints'] },
            ],
          },
          validations: [{ expression: 'false', message }],
        },
      },
    ),
  );
  await admin.create(
    policyBindings,
    objectOf(policyBindings, { name: namespace }, { spec: { policyName: namespace, validationActions: ['Deny'] } }),
  );
  await untilRefused(admin, namespace);
}

const endpoints: Resource = { group: '', version: 'v1', plural: 'endpoints', kind: 'Endpoints', namespaced: true };

async function untilRefused(admin: ClusterClient, namespace: string): Promise<void> {
  await vi.waitUntil(
    async () =>
      admin.create(endpoints, objectOf(endpoints, { name: 'probe', namespace }), { dryRun: true }).then(
        () => false,
        () => true,
      ),
    { timeout: 20_000, interval: 50 },
  );
}

/** What may be done in the target by somebody who is no administrator. */
async function grant(admin: ClusterClient, user: string, verbs: readonly string[]): Promise<void> {
  const rules = [{ apiGroups: ['*'], resources: ['*'], verbs }];
  await admin.create(clusterRoles, objectOf(clusterRoles, { name: user }, { rules }));
  await admin.create(
    clusterRoleBindings,
    objectOf(
      clusterRoleBindings,
      { name: user },
      {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: user },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
      },
    ),
  );
}

const inAnHour = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);

const operatorImage = (tag: string) => [{ name: 'manager', image: `registry.example/baremetal-operator:${tag}` }];

export const askedCases: readonly BadInput[] = [
  {
    name: 'a policy of the target that forbids a create',
    namespace: 'create-refused',
    given: withTargetNamespace,
    after: ({ namespace }, { target }) =>
      forbid(target.admin, { namespace, operation: 'CREATE', type: metal3Machines, message: 'no machines in here' }),
    reason: 'CreateRefused',
    stalled: true,
    message:
      "Metal3Machine create-refused/worker-0 is refused by the target: metal3machines.infrastructure.cluster.x-k8s.io \"worker-0\" is forbidden: ValidatingAdmissionPolicy 'create-refused' with binding 'create-refused' denied request: no machines in here; change what refuses it there (policy, quota, webhook or schema), or the object",
  },
  {
    name: "a policy of the target that forbids one of Ironic's manifests",
    namespace: 'manifest-refused',
    given: (world) => {
      withTargetNamespace(world);
      makeIronicFrom(world, [settingsIn(world.namespace)]);
    },
    after: ({ namespace }, { target }) =>
      forbid(target.admin, { namespace, operation: 'CREATE', type: configMaps, message: 'no settings in here' }),
    reason: 'CreateRefused',
    stalled: true,
    message:
      "ConfigMap manifest-refused/ironic-settings is refused by the target: configmaps \"ironic-settings\" is forbidden: ValidatingAdmissionPolicy 'manifest-refused' with binding 'manifest-refused' denied request: no settings in here; change what refuses it there (policy, quota, webhook or schema), or the manifest",
  },
  {
    name: 'a policy of the source that forbids a deletion',
    namespace: 'delete-refused',
    given: () => undefined,
    after: ({ namespace }, { source }) =>
      forbid(source.admin, { namespace, operation: 'DELETE', type: metal3Machines, message: 'never' }),
    reason: 'DeleteRefused',
    stalled: true,
    message:
      "Metal3Machine delete-refused/worker-0 is refused by the source: metal3machines.infrastructure.cluster.x-k8s.io \"worker-0\" is forbidden: ValidatingAdmissionPolicy 'delete-refused' with binding 'delete-refused' denied request: never; let the account of the operator delete it: change the policy there, or have its webhook answer and allow it",
  },
  {
    name: 'a field that the target would drop',
    namespace: 'pruned',
    given: (world) => {
      withTargetNamespace(world);
      change(world.source, 'HostFirmwareSettings/host-0', {
        spec: { settings: { a: 'b' }, fresh: { of: 'this release' } },
      });
    },
    reason: 'FieldsPruned',
    stalled: true,
    message:
      "HostFirmwareSettings pruned/host-0 would lose spec.fresh in the target; install the CRD of the source's version there, or stop the mutating webhook that takes them away",
  },
  {
    name: 'a kubeconfig of somebody who may not delete',
    namespace: 'no-administrator',
    given: async ({ source, namespace }, { target }) => {
      const user = targetUserOf(namespace);
      await grant(target.admin, user, ['get', 'list', 'watch', 'create', 'update', 'patch']);
      const value = await kubeconfigFor(target, user, { groups: [] });
      change(source, 'Secret/prod-kubeconfig', { stringData: { value } });
    },
    reason: 'RightsMissing',
    stalled: true,
    message:
      'The account of the operator in the target may not delete baremetalhosts.metal3.io in namespace no-administrator, for the way back before the commit (and 15 more); grant it to the identity of the kubeconfig, or put the kubeconfig of an administrator into the Secret',
  },
  {
    name: 'a webhook of the target that nobody answers for',
    namespace: 'webhook-left',
    given: withTargetNamespace,
    after: async ({ namespace }, { target }) => {
      await target.admin.create(
        validatingWebhooks,
        objectOf(
          validatingWebhooks,
          { name: namespace },
          {
            webhooks: [
              {
                name: 'left.example.com',
                clientConfig: {
                  service: { namespace: 'uninstalled', name: 'webhook' },
                  caBundle: Buffer.from(target.plane.access.caData).toString('base64'),
                },
                // So that the dry runs do not say it as well.
                rules: [
                  {
                    apiGroups: ['cluster.x-k8s.io'],
                    apiVersions: ['*'],
                    operations: ['UPDATE'],
                    resources: ['machines'],
                  },
                ],
                namespaceSelector: inNamespace(namespace),
                sideEffects: 'None',
                admissionReviewVersions: ['v1'],
              },
            ],
          },
        ),
      );
    },
    reason: 'WebhookNotAnswering',
    stalled: false,
    message:
      'ValidatingWebhookConfiguration webhook-left in the target has webhook left.example.com, which has no ready endpoint behind Service uninstalled/webhook; waiting until it can be asked; mend what serves it, or remove a configuration that nobody serves any more',
  },
  {
    name: 'a kind that the target serves at another version',
    namespace: 'unserved',
    given: () => undefined,
    after: async ({ namespace }, { source }) => {
      const of = addons('v1beta2');
      await source.admin.create(of, {
        apiVersion: apiVersionOf(of),
        kind: of.kind,
        metadata: { name: 'cni', namespace },
      });
    },
    reason: 'VersionNotServed',
    stalled: true,
    message:
      "CustomResourceDefinition clusterresourcesets.addons.cluster.x-k8s.io is stored at v1beta2 in the source, and the target serves v1beta1; install the provider of the source's version in the target",
  },
  {
    name: 'a client certificate that ends in an hour',
    namespace: 'expiring',
    given: async ({ source, namespace }, { target }) => {
      const value = await kubeconfigFor(target, targetUserOf(namespace), { notAfter: inAnHour });
      change(source, 'Secret/prod-kubeconfig', { stringData: { value } });
    },
    reason: 'CredentialsExpire',
    stalled: true,
    message: `The client certificate in Secret expiring/prod-kubeconfig (for the target) ends at ${inAnHour.toISOString()}, and has to last 2.8 h from now; renew it`,
  },
  {
    name: 'a Bare Metal Operator in the target that is older',
    namespace: 'older-operator',
    given: ({ source, target, namespace }) => {
      const name = `${namespace}-bmo`;
      source.set(`Deployment/${name}`, deployment(name, 1, operatorImage('v0.14.0')));
      target.set(`Deployment/${name}`, deployment(name, 1, operatorImage('v0.13.4')));
    },
    reason: 'BareMetalOperatorOlder',
    stalled: true,
    message:
      'Deployment metal3-system/older-operator-bmo runs Bare Metal Operator v0.13.4 in the target, and the source has v0.14.0; upgrade it in the target',
  },
  {
    name: 'an Application of Argo CD that heals what it finds changed',
    namespace: 'self-healing',
    given: ({ source }) =>
      change(source, 'Cluster/prod', {
        metadata: {
          annotations: {
            'argocd.argoproj.io/tracking-id': 'clusters:cluster.x-k8s.io/Cluster:self-healing/prod',
          },
        },
      }),
    after: async ({ namespace }, { source }) => {
      const spec = { syncPolicy: { automated: { selfHeal: true } } };
      await source.admin.create(applications, objectOf(applications, { name: 'clusters', namespace }, { spec }));
    },
    reason: 'GitOpsOwned',
    stalled: true,
    message:
      "Cluster self-healing/prod is kept by Application self-healing/clusters (Argo CD), whose spec.syncPolicy.automated.selfHeal is true; name it in spec.gitOps.freeze, or switch that off before the source is fenced (Argo CD: spec.syncPolicy.automated; Flux: spec.suspend), and let the target's GitOps take over after the pivot",
  },
];
