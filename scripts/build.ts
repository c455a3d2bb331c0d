/** Puts into dist/ what the Dockerfile copies and people install: one bundled file a program, clusterctl built from its pinned sources, and what is in them. */
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Metafile } from 'esbuild';
import { ensureBinaries } from '../testbed/binaries.ts';
import { withElapsed } from '../testbed/progress.ts';
import { bundle } from './bundle.ts';
import { bundledPackages } from './sbom/bundled-packages.ts';
import { imageBom, npmBom } from './sbom/cyclonedx.ts';
import { goModules } from './sbom/go-modules.ts';

const root = join(import.meta.dirname, '..');

const programs = {
  operator: 'src/main.ts',
  mover: 'src/mover/main.ts',
  recover: 'src/recover/main.ts',
  hooks: 'src/hooks/main.ts',
  probe: 'src/probe/main.ts',
} as const;

/** The programs of each image, as its stage in the Dockerfile copies them. */
export const imagePrograms = {
  operator: ['operator', 'mover', 'recover', 'hooks'],
  probe: ['probe'],
} as const;

/** Writes `<program>.mjs` for every program into `folder`. */
export async function bundlePrograms(folder: string): Promise<Metafile> {
  return bundle(programs, folder);
}

/** `<image>.cdx.json`: what is in each image besides its base. */
async function writeBoms(folder: string, bundled: Metafile, clusterctl: string): Promise<void> {
  const whole = await npmBom();
  const others = { operator: await goModules(clusterctl), probe: [] } as const;
  for (const image of ['operator', 'probe'] as const) {
    const bom = imageBom(whole, bundledPackages(bundled, imagePrograms[image]), others[image]);
    await writeFile(join(folder, `${image}.cdx.json`), `${JSON.stringify(bom, undefined, 2)}\n`);
  }
}

/** Writes the plugin into `folder`, for people, who start it by its name. Returns its path. */
export async function bundlePlugin(folder: string): Promise<string> {
  await bundle({ 'kubectl-clusterpivot': 'src/plugin/main.ts' }, folder);
  const path = join(folder, 'kubectl-clusterpivot.mjs');
  await chmod(path, 0o755);
  return path;
}

async function main(): Promise<void> {
  const folder = join(root, 'dist');
  await mkdir(folder, { recursive: true });
  const bundled = await bundlePrograms(folder);
  await bundlePlugin(folder);
  const { clusterctl } = await ensureBinaries(['clusterctl'], withElapsed(console.log));
  await copyFile(clusterctl, join(folder, 'clusterctl'));
  await chmod(join(folder, 'clusterctl'), 0o755);
  await writeBoms(folder, bundled, clusterctl);
  console.log('dist/ is ready: docker build --target operator --tag clusterpivot .');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
