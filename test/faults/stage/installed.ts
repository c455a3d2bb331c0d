/** What runs in the two clusters before a pivot, as objects: the Bare Metal Operator, Ironic's placeholder, clusterctl's inventory. */
import { apiVersionOf, type KubeObject } from '../../../src/api/kube-object.ts';
import { providers } from '../../../src/api/resources.ts';
import {
  bareMetalOperatorManifest,
  bareMetalOperatorNamespace,
} from '../../../testbed/manifests/baremetal-operator.ts';
import { ironicPlaceholder } from '../../../testbed/manifests/ironic-placeholder.ts';
import { repositoryProviders } from '../../../testbed/repository-config.ts';
import type { Side } from '../../../testbed/witness/audit-entry.ts';

/** Name of the account that the Bare Metal Operator's manifest gives it. */
export const bareMetalOperatorAccount = {
  namespace: bareMetalOperatorNamespace,
  name: 'baremetal-operator-controller-manager',
};

/** For CRDs see crds.ts; certificates are cert-manager's business, and nobody's here. */
function isInstalled({ apiVersion, kind }: KubeObject): boolean {
  return kind !== 'CustomResourceDefinition' && !apiVersion.startsWith('cert-manager.io/');
}

/**
 * The webhook is there to be fenced, and is never asked: the API servers would not reach the operator behind its Service. The
 * testbed proves what it says.
 */
function neverAsked(object: KubeObject): KubeObject {
  if (object.kind !== 'ValidatingWebhookConfiguration') return object;
  const webhooks = (object['webhooks'] as readonly object[]).map((webhook) => ({
    ...webhook,
    matchConditions: [{ name: 'never', expression: 'false' }],
  }));
  return { ...object, webhooks };
}

/** Its Pods count as soon as they are ready: ten seconds later they would be no other ones. */
function availableAtOnce(object: KubeObject): KubeObject {
  return object.kind === 'Deployment'
    ? { ...object, spec: { ...(object['spec'] as object), minReadySeconds: 0 } }
    : object;
}

export async function bareMetalOperatorObjects(): Promise<readonly KubeObject[]> {
  const manifest = (await bareMetalOperatorManifest()) as readonly KubeObject[];
  return manifest.filter(isInstalled).map(neverAsked).map(availableAtOnce);
}

/** Ironic runs in the source and waits in the target. */
export function ironicObject(side: Side): KubeObject {
  return ironicPlaceholder(side === 'source' ? 1 : 0) as KubeObject;
}

/** clusterctl's inventory: the same on both sides, so that nothing is left to install. */
export function providerObjects(): readonly KubeObject[] {
  return repositoryProviders.map(({ name: providerName, type, label, version }) => ({
    apiVersion: apiVersionOf(providers),
    kind: providers.kind,
    metadata: { name: label, namespace: bareMetalOperatorNamespace },
    providerName,
    type,
    version,
  }));
}
