/** Which image the operator's own Pod runs: the Jobs run the same, so that there is only one to name and to keep in step. */
import type { KubeObject, ObjectRef } from './api/kube-object.ts';
import { pods } from './api/resources.ts';
import type { ClusterClient } from './kube/cluster-client.ts';

const containerName = 'operator';

/** Throws an Error that says what to set when there is no such Pod, as for a process outside of the cluster. */
export async function ownImage(source: ClusterClient, pod: Required<ObjectRef>): Promise<string> {
  const found = await source.get<KubeObject & { spec?: { containers?: readonly { name: string; image?: string }[] } }>(
    pods,
    pod,
  );
  const image = found?.spec?.containers?.find(({ name }) => name === containerName)?.image;
  if (image === undefined) {
    throw new Error(
      `Pod ${pod.namespace}/${pod.name} with a container ${containerName} does not exist; set OPERATOR_IMAGE to the image that Jobs shall run`,
    );
  }
  return image;
}
