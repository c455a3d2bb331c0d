/** The images of the controllers that run in the clusters: the program alone, under the name its manifest asks for. */
import { ensureBinaries } from './binaries.ts';
import type { Engine } from './engine.ts';
import type { GoBinaryName } from './go-binaries.ts';
import { ensureImage, type ImageRecipe, recipeKey } from './image.ts';
import type { Progress } from './progress.ts';
import { bareMetalOperatorVersion, capiVersion, certManagerVersion } from './versions.ts';

export const capiCoreImage = `registry.k8s.io/cluster-api/cluster-api-controller:${capiVersion}`;
export const capiBootstrapImage = `registry.k8s.io/cluster-api/kubeadm-bootstrap-controller:${capiVersion}`;
export const capiControlPlaneImage = `registry.k8s.io/cluster-api/kubeadm-control-plane-controller:${capiVersion}`;
export const bareMetalOperatorImage = `quay.io/metal3-io/baremetal-operator:${bareMetalOperatorVersion}`;

interface Component {
  readonly image: string;
  readonly binary: GoBinaryName;
  /** Path in the image: manifests start some programs by path, others by the image's entry point. */
  readonly path: string;
}

const components: readonly Component[] = [
  { image: capiCoreImage, binary: 'capi-core', path: '/manager' },
  { image: capiBootstrapImage, binary: 'capi-kubeadm-bootstrap', path: '/manager' },
  { image: capiControlPlaneImage, binary: 'capi-kubeadm-control-plane', path: '/manager' },
  {
    image: `quay.io/jetstack/cert-manager-controller:${certManagerVersion}`,
    binary: 'cert-manager-controller',
    path: '/controller',
  },
  {
    image: `quay.io/jetstack/cert-manager-webhook:${certManagerVersion}`,
    binary: 'cert-manager-webhook',
    path: '/webhook',
  },
  {
    image: `quay.io/jetstack/cert-manager-cainjector:${certManagerVersion}`,
    binary: 'cert-manager-cainjector',
    path: '/cainjector',
  },
  { image: bareMetalOperatorImage, binary: 'baremetal-operator', path: '/baremetal-operator' },
];

export const componentImages = components.map((component) => component.image);

function recipe(component: Component, program: string): ImageRecipe {
  const dockerfile = [
    'FROM scratch',
    `COPY program ${component.path}`,
    // The controllers write their webhook certificates' links below /tmp.
    'COPY --chown=65532:65532 tmp/ /tmp/',
    // A number: the kubelet cannot tell whether a name is root.
    'USER 65532:65532',
    `ENTRYPOINT ["${component.path}"]`,
  ].join('\n');
  const content = { dockerfile, files: { program }, texts: { 'tmp/.keep': '' } };
  return { name: component.image, ...content, key: recipeKey(content) };
}

/** Makes sure that the engine has all of componentImages. */
export async function ensureComponentImages(engine: Engine, progress: Progress): Promise<void> {
  const binaries = await ensureBinaries(
    components.map(({ binary }) => binary),
    progress,
  );
  for (const component of components) {
    await ensureImage(engine, recipe(component, binaries[component.binary]), progress);
  }
}
