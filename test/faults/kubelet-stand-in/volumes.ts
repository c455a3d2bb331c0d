/** Fills folders with what a Pod mounts, and says where each of its paths is instead. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { configMaps, secrets } from '../../../src/api/resources.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import type { Pod, Volume } from './pod.ts';

/** A path in the container → the path on this machine. */
export type Relocate = (path: string) => string;

interface Contents extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

function fromBase64(data: Readonly<Record<string, string>> = {}): readonly (readonly [string, Buffer])[] {
  return Object.entries(data).map(([name, text]) => [name, Buffer.from(text, 'base64')]);
}

/** Rejects when a Secret or ConfigMap that is not optional does not exist: a kubelet tries again then. */
async function filesOf(client: ClusterClient, namespace: string, { name, secret, configMap }: Volume) {
  if (secret !== undefined) {
    const found = await client.get<Contents>(secrets, { namespace, name: secret.secretName });
    if (found === undefined) throw new Error(`volume ${name}: there is no Secret ${namespace}/${secret.secretName}`);
    return fromBase64(found.data);
  }
  if (configMap === undefined) return [];
  const found = await client.get<Contents>(configMaps, { namespace, name: configMap.name });
  if (found === undefined && configMap.optional !== true) {
    throw new Error(`volume ${name}: there is no ConfigMap ${namespace}/${configMap.name}`);
  }
  const texts = Object.entries(found?.data ?? {}).map(([file, text]) => [file, Buffer.from(text)] as const);
  return [...texts, ...fromBase64(found?.binaryData)];
}

/** Every mount of the Pod's first container, below `folder`. */
export async function mountVolumes(client: ClusterClient, pod: Pod, folder: string): Promise<Relocate> {
  const namespace = pod.metadata.namespace ?? '';
  for (const volume of pod.spec.volumes ?? []) {
    await mkdir(join(folder, volume.name), { recursive: true });
    for (const [name, content] of await filesOf(client, namespace, volume)) {
      const file = join(folder, volume.name, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content, { mode: 0o600 });
    }
  }
  // A mount below another one is the nearer.
  const mounts = (pod.spec.containers[0]?.volumeMounts ?? []).toSorted(
    (a, b) => b.mountPath.length - a.mountPath.length,
  );
  return (path) => {
    const mount = mounts.find(({ mountPath }) => path === mountPath || path.startsWith(`${mountPath}/`));
    return mount === undefined ? path : join(folder, mount.name, path.slice(mount.mountPath.length));
  };
}
