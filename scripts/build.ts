/** Puts what the Dockerfile copies into dist/: one bundled file a program, and clusterctl built from its pinned sources. */
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ensureBinaries } from '../testbed/binaries.ts';
import { withElapsed } from '../testbed/progress.ts';

const root = join(import.meta.dirname, '..');

const programs = {
  operator: 'src/main.ts',
  mover: 'src/mover/main.ts',
  probe: 'src/probe/main.ts',
} as const;

/** Writes `<program>.mjs` for every program into `folder`; the same sources give the same bytes. */
export async function bundlePrograms(folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: Object.entries(programs).map(([out, path]) => ({ in: path, out })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
    // CommonJS dependencies call require() for Node's own modules.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
}

async function main(): Promise<void> {
  const folder = join(root, 'dist');
  await mkdir(folder, { recursive: true });
  await bundlePrograms(folder);
  const { clusterctl } = await ensureBinaries(['clusterctl'], withElapsed(console.log));
  await copyFile(clusterctl, join(folder, 'clusterctl'));
  await chmod(join(folder, 'clusterctl'), 0o755);
  console.log('dist/ is ready: docker build --tag clusterpivot .');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
