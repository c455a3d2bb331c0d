/** Brings the operator and what the demo gives it into the source cluster. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { configMaps } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import { ensureOperatorImage, operatorImage } from '../operator-image.ts';
import { ensureProbeImage, probeImage } from '../probe-image.ts';
import { type Progress, timed } from '../progress.ts';
import type { Testbed } from '../testbed.ts';
import type { LeftOut } from '../witness/objects.ts';

const configFolder = fileURLToPath(new URL('../../config/default', import.meta.url));

/** Name of the ConfigMap with the provider repository for a target that has none of the public ones. */
export const clusterctlConfigName = 'clusterctl';

/** No move takes it along, since nothing owns it; nor shall it: the target is past the need for it. */
export function staysBehind(namespace: string): readonly LeftOut[] {
  return [
    {
      object: `ConfigMap ${namespace}/${clusterctlConfigName}`,
      reason: 'the provider repository for the init Job, put there by the demo',
    },
  ];
}

/** The provider repository as a user brings it for a target without access to the public ones. */
export async function putRepository({ source, repository }: Testbed, namespace: string): Promise<void> {
  const client = connect({ kubeconfigFile: source.kubeconfigPath });
  const archive = await readFile(repository.archivePath);
  try {
    await client.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: clusterctlConfigName, namespace },
      data: { 'clusterctl.yaml': repository.jobConfig },
      binaryData: { 'repository.tar.gz': archive.toString('base64') },
    });
  } finally {
    await client.close();
  }
}

/** The images of operator and probe in the nodes, from the sources as they are now. */
export async function loadOperator(testbed: Testbed, progress: Progress): Promise<void> {
  const { engine, source, target, nodeBaseImage } = testbed;
  await ensureOperatorImage(engine, nodeBaseImage, progress);
  await ensureProbeImage(engine, progress);
  await timed(progress, 'loading operator and probe into the nodes', '10 s', async () => {
    await Promise.all([source.loadImage(operatorImage), ...[source, target].map((node) => node.loadImage(probeImage))]);
  });
}

/** The operator running, from the sources as they are now. */
export async function installOperator(testbed: Testbed, namespace: string, progress: Progress): Promise<void> {
  const { source } = testbed;
  await loadOperator(testbed, progress);
  await timed(progress, 'kubectl apply -k config/default', '15 s', async () => {
    await source.kubectl(['apply', '--server-side', `--kustomize=${configFolder}`]);
    await source.kubectl([
      'wait',
      '--namespace=clusterpivot-system',
      '--for=condition=Available',
      '--timeout=120s',
      'deployment/clusterpivot-operator',
    ]);
  });
  await putRepository(testbed, namespace);
}
