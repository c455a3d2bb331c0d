/** How Metal3's own parts come into a cluster: the Bare Metal Operator, and Ironic or what stands for it. */
import type { TestbedCluster } from './cluster.ts';
import {
  bareMetalOperatorDeployment,
  bareMetalOperatorManifest,
  bareMetalOperatorNamespace,
} from './manifests/baremetal-operator.ts';
import { ironicDeployment, ironicManifest } from './manifests/ironic.ts';
import { ironicPlaceholder } from './manifests/ironic-placeholder.ts';
import type { ProvisioningPlaces } from './network.ts';

/** cert-manager's webhook is Available a moment before its certificate is trusted, so the first tries may be refused. */
async function applyPatiently(cluster: TestbedCluster, objects: readonly object[]): Promise<void> {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const tries = 30;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await cluster.kubectl(['apply', '--server-side', '--force-conflicts', '--filename=-'], list);
      return;
    } catch (error) {
      if (attempt === tries || !(error instanceof Error) || !error.message.includes('webhook')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

async function rolledOut(cluster: TestbedCluster, deployment: string): Promise<void> {
  const namespace = `--namespace=${bareMetalOperatorNamespace}`;
  await cluster.kubectl(['rollout', 'status', namespace, `deployment/${deployment}`, '--timeout=180s']);
}

/** In fixture mode, with a placeholder for Ironic. Needs a cert-manager that serves. */
export async function installMetal3(cluster: TestbedCluster, ironicReplicas: 0 | 1): Promise<void> {
  await applyPatiently(cluster, [...(await bareMetalOperatorManifest()), ironicPlaceholder(ironicReplicas)]);
  await rolledOut(cluster, bareMetalOperatorDeployment);
}

/** A real Ironic, and the Bare Metal Operator before it, in the place of the fixture. Nodes must have the image. */
export async function switchToIronic(
  cluster: TestbedCluster,
  places: ProvisioningPlaces,
  ironicReplicas: 0 | 1,
): Promise<void> {
  // Ironic first: an operator that does not find it looks again only after half a minute.
  await applyPatiently(cluster, ironicManifest(places, ironicReplicas));
  await rolledOut(cluster, ironicDeployment);
  await applyPatiently(cluster, await bareMetalOperatorManifest(places));
  await rolledOut(cluster, bareMetalOperatorDeployment);
}
