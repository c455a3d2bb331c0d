/** The Bare Metal Operator as its own kustomization deploys it: before a real Ironic, or in fixture mode without any hosts. */
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ensureBinaries, moduleSource } from '../binaries.ts';
import { run } from '../command.ts';
import { bareMetalOperatorImage } from '../component-images.ts';
import type { ProvisioningPlaces } from '../network.ts';
import { endpointInterface, imagePort, ironicPort } from './endpoint.ts';

export const bareMetalOperatorNamespace = 'baremetal-operator-system';
export const bareMetalOperatorDeployment = 'baremetal-operator-controller-manager';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

interface DeploymentManifest extends Manifest {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly { readonly name: string; readonly args?: readonly string[] }[] };
    };
  };
}

interface ConfigMapManifest extends Manifest {
  readonly data: Readonly<Record<string, string>>;
}

function isConfigMap(object: Manifest): object is ConfigMapManifest {
  return object.kind === 'ConfigMap';
}

function isDeployment(object: Manifest): object is DeploymentManifest {
  return object.kind === 'Deployment';
}

/** `more` arguments behind those of the kustomization. */
function withImage(deployment: DeploymentManifest, more: readonly string[]): DeploymentManifest {
  const { template } = deployment.spec;
  const containers = template.spec.containers.map((container) => ({
    ...container,
    image: bareMetalOperatorImage,
    imagePullPolicy: 'IfNotPresent',
    args: [...(container.args ?? []), ...more],
  }));
  return {
    ...deployment,
    spec: { ...deployment.spec, template: { ...template, spec: { ...template.spec, containers } } },
  };
}

/** Its environment. Both clusters' operators know Ironic by the one address that moves between them. */
function settings({ endpoint, dhcpRange }: ProvisioningPlaces): Readonly<Record<string, string>> {
  const images = `http://${endpoint}:${imagePort}/images/ironic-python-agent`;
  return {
    IRONIC_ENDPOINT: `http://${endpoint}:${ironicPort}/v1/`,
    DEPLOY_KERNEL_URL: `${images}.kernel`,
    DEPLOY_RAMDISK_URL: `${images}.initramfs`,
    HTTP_PORT: String(imagePort),
    DHCP_RANGE: dhcpRange.join(','),
    PROVISIONING_INTERFACE: endpointInterface,
    // By default it looks at as many hosts at once as there are cores, and each look waits for Ironic.
    BMO_CONCURRENCY: '8',
  };
}

async function rendered(): Promise<readonly Manifest[]> {
  const { kubectl } = await ensureBinaries(['kubectl']);
  const source = await moduleSource('bmo', 'github.com/metal3-io/baremetal-operator');
  const text = await run([kubectl, 'kustomize', join(source, 'config')]);
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

/**
 * All objects of the Bare Metal Operator: Namespace, CRDs, webhook with failurePolicy Fail and its certificate, Deployment.
 * Without `places` in fixture mode: its state machine is real, its hosts are not.
 */
export async function bareMetalOperatorManifest(places?: ProvisioningPlaces): Promise<readonly object[]> {
  const mode = places === undefined ? ['--test-mode'] : [];
  return (await rendered()).map((object) => {
    if (isDeployment(object)) return withImage(object, mode);
    return places !== undefined && isConfigMap(object) ? { ...object, data: settings(places) } : object;
  });
}
