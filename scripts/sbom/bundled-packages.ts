/** Which npm packages are in the bundles: not all that are installed, and not those that only build and test. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Metafile } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** `name@version` of each package of which something is in one of the named programs, sorted. */
export function bundledPackages({ outputs }: Metafile, programs: readonly string[]): readonly string[] {
  const inputs = Object.entries(outputs)
    .filter(([path]) => programs.includes(basename(path, '.mjs')))
    .flatMap(([, output]) => Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0));
  const folders = new Set(inputs.flatMap(([path]) => packageFolder(path) ?? []));
  // The same version may be installed in several places.
  return [...new Set([...folders].map(nameAndVersion))].toSorted();
}

/** `node_modules/a/node_modules/@b/c/d.js` → `node_modules/a/node_modules/@b/c`. */
function packageFolder(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
}

function nameAndVersion(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  return `${String(manifest['name'])}@${String(manifest['version'])}`;
}
