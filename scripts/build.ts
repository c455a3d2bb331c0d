/** Puts into dist/ what the Dockerfile copies and people install: one bundled file a program, and clusterctl built from its pinned sources. */
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBinaries } from '../testbed/binaries.ts';
import { withElapsed } from '../testbed/progress.ts';
import { bundle } from './bundle.ts';

const root = join(import.meta.dirname, '..');

const programs = {
  operator: 'src/main.ts',
  mover: 'src/mover/main.ts',
  probe: 'src/probe/main.ts',
  recover: 'src/recover/main.ts',
} as const;

/** Writes `<program>.mjs` for every program into `folder`. */
export async function bundlePrograms(folder: string): Promise<void> {
  await bundle(programs, folder);
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
  await bundlePrograms(folder);
  await bundlePlugin(folder);
  const { clusterctl } = await ensureBinaries(['clusterctl'], withElapsed(console.log));
  await copyFile(clusterctl, join(folder, 'clusterctl'));
  await chmod(join(folder, 'clusterctl'), 0o755);
  console.log('dist/ is ready: docker build --tag clusterpivot .');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
