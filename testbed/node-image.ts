/** The image of a one-node cluster: Debian, the Kubernetes programs, and the script that keeps them running. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ensureBinaries } from './binaries.ts';
import type { Engine } from './engine.ts';
import { ensureImage, type ImageRecipe, recipeKey } from './image.ts';
import { saveImage } from './image-archive.ts';
import { pauseImage } from './node-config.ts';
import type { Progress } from './progress.ts';
import { ensureRootfs } from './rootfs.ts';

const nodePrograms = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'kubectl',
] as const;

const scripts = ['node.sh', 'entry.sh', 'join.sh', 'snapshot.sh', 'reset.sh'] as const;

function nodeDockerfile(base: string): string {
  return [
    `FROM ${base}`,
    'COPY bin/ /usr/local/bin/',
    'COPY pause.tar /var/lib/clusterpivot/pause.tar',
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    // Overlay file systems do not stack: what containerd and the kubelet mount must lie on a volume.
    'VOLUME /var/lib/containerd /var/lib/kubelet',
    'STOPSIGNAL SIGTERM',
    'ENTRYPOINT ["/usr/local/bin/entry.sh"]',
  ].join('\n');
}

/** The sandbox image, as recipe. */
async function pauseRecipe(progress: Progress): Promise<ImageRecipe> {
  const { pause } = await ensureBinaries(['pause'], progress);
  const content = {
    dockerfile: 'FROM scratch\nCOPY pause /pause\nUSER 65532:65532\nENTRYPOINT ["/pause"]',
    files: { pause },
  };
  return { name: pauseImage, ...content, key: recipeKey(content) };
}

/** Makes sure that the engine has the node image, and gives its name. */
export async function ensureNodeImage(engine: Engine, progress: Progress): Promise<string> {
  const binaries = await ensureBinaries(nodePrograms, progress);
  const base = await ensureRootfs(engine, progress);
  await ensureImage(engine, await pauseRecipe(progress), progress);
  const { path: pauseArchive } = await saveImage(engine, pauseImage);
  const texts: Record<string, string> = {};
  for (const script of scripts) {
    texts[`bin/${script}`] = await readFile(fileURLToPath(new URL(`node/${script}`, import.meta.url)), 'utf8');
  }
  const programs = Object.entries(binaries).map(([name, path]) => [`bin/${name}`, path] as const);
  const content = {
    dockerfile: nodeDockerfile(base),
    files: { ...Object.fromEntries(programs), 'pause.tar': pauseArchive },
    texts,
  };
  const key = recipeKey(content);
  const name = `clusterpivot.local/node:${key}`;
  await ensureImage(engine, { name, ...content, key, usual: '20 s' }, progress);
  return name;
}
