/**
 * What the Ironic Standalone Operator does for an Ironic resource, as far as a pivot sees it: a Deployment `<name>-service`
 * that it owns and keeps at one replica whatever anybody else wants, a finalizer, and the condition Ready.
 */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject, ObjectRef, Resource } from '../../src/api/kube-object.ts';
import { deployments } from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';

export const ironics: Resource = {
  group: 'ironic.metal3.io',
  version: 'v1alpha1',
  plural: 'ironics',
  kind: 'Ironic',
  namespaced: true,
};

const finalizer = 'ironic.metal3.io';
const ironicLabel = 'ironic.metal3.io/ironic';

export interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: object;
}

/** Ironic's Deployment for a resource, as it is applied. */
export function serviceOf(ironic: KubeObject, template: PodTemplate): KubeObject {
  const { name, namespace = '', uid = '' } = ironic.metadata;
  const labels = { [ironicLabel]: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: `${name}-service`,
      namespace,
      labels,
      ownerReferences: [
        { apiVersion: ironic.apiVersion, kind: ironic.kind, name, uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: { metadata: { labels: { ...template.metadata?.labels, ...labels } }, spec: template.spec },
    },
  };
}

interface DeploymentStatus {
  readonly observedGeneration?: number;
  readonly availableReplicas?: number;
}

/** The condition Ready, with the operator's own reasons. */
export function readyOf(ironic: KubeObject, deployment: KubeObject, now: string): object {
  const status = (deployment['status'] ?? {}) as DeploymentStatus;
  const available = status.observedGeneration === deployment.metadata.generation && (status.availableReplicas ?? 0) > 0;
  return {
    type: 'Ready',
    status: available ? 'True' : 'False',
    reason: available ? 'DeploymentAvailable' : 'DeploymentInProgress',
    message: available ? 'ironic is available' : 'ironic deployment is not available yet',
    observedGeneration: ironic.metadata.generation,
    lastTransitionTime: now,
  };
}

export interface Workshop {
  readonly client: ClusterClient;
  readonly template: PodTemplate;
  readonly now: () => string;
}

export async function reconcileIronic({ client, template, now }: Workshop, ref: Required<ObjectRef>): Promise<void> {
  const ironic = await client.get(ironics, ref);
  if (ironic === undefined) return;
  const finalizers = ironic.metadata.finalizers ?? [];
  const service = { namespace: ref.namespace, name: `${ref.name}-service` };
  if (ironic.metadata.deletionTimestamp !== undefined) {
    await client.delete(deployments, service, { propagationPolicy: 'Foreground' });
    if ((await client.get(deployments, service)) === undefined) await setFinalizers(client, ironic, []);
    return;
  }
  if (!finalizers.includes(finalizer)) await setFinalizers(client, ironic, [...finalizers, finalizer]);
  const deployment = await client.patch(deployments, service, {
    type: 'apply',
    force: true,
    body: serviceOf(ironic, template),
  });
  const before = (ironic['status'] as { conditions?: readonly { status?: string }[] } | undefined)?.conditions?.[0];
  const ready = readyOf(ironic, deployment, now());
  if (before !== undefined && sameAnswer(before, ready)) return;
  await client.patch(ironics, ref, { type: 'merge', subresource: 'status', body: { status: { conditions: [ready] } } });
}

function sameAnswer(before: object, after: object): boolean {
  return isDeepStrictEqual({ ...before, lastTransitionTime: '' }, { ...after, lastTransitionTime: '' });
}

async function setFinalizers(client: ClusterClient, ironic: KubeObject, finalizers: readonly string[]): Promise<void> {
  const { namespace = '', name, resourceVersion } = ironic.metadata;
  await client.patch(
    ironics,
    { namespace, name },
    { type: 'merge', body: { metadata: { resourceVersion, finalizers } } },
  );
}
