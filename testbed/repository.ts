/** A clusterctl provider repository of local files, made from the sources that the Go module cache holds. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createTar } from 'nanotar';
import { ensureBinaries, moduleSource } from './binaries.ts';
import { cacheRoot, contentKey, produceOnce } from './cache.ts';
import { standInRepository } from './capm3-stand-in/manifests/components.ts';
import { run } from './command.ts';
import { capiBootstrapImage, capiControlPlaneImage, capiCoreImage } from './component-images.ts';
import { certManagerManifest } from './manifests/cert-manager.ts';
import { type Progress, timed } from './progress.ts';
import {
  certManagerFile,
  clusterctlConfig,
  jobRepositoryPath,
  providerFile,
  repositoryProviders,
} from './repository-config.ts';

/** A ConfigMap holds one MiB, base64 takes a third of it. */
const archiveLimitBytes = 900_000;

export interface Repository {
  /** The repository's folder on this machine. */
  readonly folder: string;
  /** clusterctl.yaml for clusterctl on this machine. */
  readonly configPath: string;
  readonly certManagerPath: string;
  /** The whole repository as repository.tar.gz, to be unpacked at jobRepositoryPath. */
  readonly archivePath: string;
  /** clusterctl.yaml for a Job that unpacked the archive there. */
  readonly jobConfig: string;
}

const capiManifests = [
  { folder: 'core/config/default', image: capiCoreImage },
  { folder: 'bootstrap/kubeadm/config/default', image: capiBootstrapImage },
  { folder: 'controlplane/kubeadm/config/default', image: capiControlPlaneImage },
] as const;

/** Release manifests name the released image; the sources name a development one that is always pulled. */
export function released(manifest: string, image: string): string {
  const repository = image.slice(image.lastIndexOf('/') + 1, image.lastIndexOf(':'));
  const named = manifest.replace(new RegExp(`image: \\S+/${repository}:\\S+`), `image: ${image}`);
  if (named === manifest) throw new Error(`the manifest has no image ${repository} to replace by ${image}`);
  return named.replace('imagePullPolicy: Always', 'imagePullPolicy: IfNotPresent');
}

async function capiFiles(): Promise<Readonly<Record<string, string>>> {
  const { kubectl } = await ensureBinaries(['kubectl']);
  const source = await moduleSource('capi', 'sigs.k8s.io/cluster-api');
  const metadata = await readFile(join(source, 'metadata.yaml'), 'utf8');
  const files: Record<string, string> = {};
  for (const [index, { folder, image }] of capiManifests.entries()) {
    const provider = repositoryProviders[index];
    if (provider === undefined) throw new Error(`no provider for ${folder}`);
    files[providerFile(provider)] = released(await run([kubectl, 'kustomize', join(source, folder)]), image);
    files[providerFile(provider, 'metadata.yaml')] = metadata;
  }
  return files;
}

function standInFiles(): Readonly<Record<string, string>> {
  const provider = repositoryProviders.find(({ type }) => type === 'InfrastructureProvider');
  if (provider === undefined) throw new Error('the repository has no infrastructure provider');
  return Object.fromEntries(
    Object.entries(standInRepository()).map(([file, text]) => [providerFile(provider, file), text]),
  );
}

function pack(files: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(files).map(([name, data]) => ({ name, data, attrs: { mtime: 0, mode: '644' } }));
  const archive = gzipSync(createTar(entries), { level: 9 });
  if (archive.byteLength > archiveLimitBytes) {
    throw new Error(`the packed repository has ${archive.byteLength} bytes; a ConfigMap takes ${archiveLimitBytes}`);
  }
  return archive;
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** The repository with Cluster API's providers, the stand-in for CAPM3, and cert-manager. */
export async function ensureRepository(progress: Progress): Promise<Repository> {
  return timed(progress, 'making the local provider repository', '5 s', async () => {
    const files = { ...(await capiFiles()), ...standInFiles(), [certManagerFile]: await certManagerManifest() };
    const root = join(cacheRoot(), 'repositories', contentKey(Object.entries(files).flat()));
    await produceOnce(root, async (temporary) => {
      await write(join(temporary, 'repository'), files);
      await writeFile(join(temporary, 'repository.tar.gz'), pack(files));
      await writeFile(join(temporary, 'clusterctl.yaml'), clusterctlConfig(join(root, 'repository')));
    });
    const folder = join(root, 'repository');
    return {
      folder,
      configPath: join(root, 'clusterctl.yaml'),
      certManagerPath: join(folder, certManagerFile),
      archivePath: join(root, 'repository.tar.gz'),
      jobConfig: clusterctlConfig(jobRepositoryPath),
    };
  });
}
