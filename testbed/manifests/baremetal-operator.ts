/** The Bare Metal Operator as its own kustomization deploys it, in fixture mode: its state machine is real, its hosts are not. */
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ensureBinaries, moduleSource } from '../binaries.ts';
import { run } from '../command.ts';
import { bareMetalOperatorImage } from '../component-images.ts';

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

function isDeployment(object: Manifest): object is DeploymentManifest {
  return object.kind === 'Deployment';
}

function inFixtureMode(deployment: DeploymentManifest): DeploymentManifest {
  const { template } = deployment.spec;
  const containers = template.spec.containers.map((container) => ({
    ...container,
    image: bareMetalOperatorImage,
    imagePullPolicy: 'IfNotPresent',
    args: [...(container.args ?? []), '--test-mode'],
  }));
  return {
    ...deployment,
    spec: { ...deployment.spec, template: { ...template, spec: { ...template.spec, containers } } },
  };
}

/** All objects of the Bare Metal Operator: Namespace, CRDs, webhook with failurePolicy Fail and its certificate, Deployment. */
export async function bareMetalOperatorManifest(): Promise<readonly object[]> {
  const { kubectl } = await ensureBinaries(['kubectl']);
  const source = await moduleSource('bmo', 'github.com/metal3-io/baremetal-operator');
  const rendered = await run([kubectl, 'kustomize', join(source, 'config')]);
  const objects = parseAllDocuments(rendered).map((document) => document.toJS() as Manifest);
  return objects.map((object) => (isDeployment(object) ? inFixtureMode(object) : object));
}
