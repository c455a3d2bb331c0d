/** How our programs become one file each. */
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

/**
 * Writes `<name>.mjs` into `folder` for every entry point (name → path in the project), and tells what went into each; the same
 * sources give the same bytes.
 */
export async function bundle(entryPoints: Readonly<Record<string, string>>, folder: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: join(import.meta.dirname, '..'),
    entryPoints: Object.entries(entryPoints).map(([out, path]) => ({ in: path, out })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
    // CommonJS dependencies call require() for Node's own modules.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return metafile;
}
