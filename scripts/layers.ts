/** The layer rule: decisions stay pure, effects stay at the edge. Says each import that breaks it; CONTRIBUTING.md tells why. */
import { glob, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Layer {
  /** Path prefix of the files in it; the first layer that fits a file is its layer. */
  readonly files: string;
  /** Path prefixes of the project's files that they may import. */
  readonly own: readonly string[];
  /** Packages and Node modules that they may import; without it all. */
  readonly onlyPackages?: readonly string[];
  readonly notPackages?: readonly string[];
}

/** How a cluster is talked to is known in src/kube alone. */
const clientLibraries = ['@kubernetes/client-node', '@dot-i/k8s-operator', 'undici'];

export const layers: readonly Layer[] = [
  { files: 'src/api/', own: ['src/api/'], onlyPackages: ['zod'] },
  { files: 'src/pivot/', own: ['src/pivot/', 'src/api/'], onlyPackages: ['zod', '@noble/hashes'] },
  { files: 'src/kube/', own: ['src/kube/', 'src/api/'] },
  { files: 'src/probe/', own: ['src/probe/', 'src/api/', 'src/kube/'], notPackages: clientLibraries },
  { files: 'src/mover/', own: ['src/mover/', 'src/api/'], notPackages: clientLibraries },
  { files: 'src/', own: ['src/'], notPackages: clientLibraries },
  { files: 'testbed/', own: ['testbed/', 'scripts/', 'src/'] },
  { files: 'scripts/', own: ['scripts/', 'testbed/', 'src/'] },
  { files: 'test/', own: ['test/', 'scripts/', 'testbed/', 'src/'] },
];

/** What a module imports, types too: `from '…'`, `import '…'`, `import('…')`. The formatter sees to the quotes. */
export function importsOf(source: string): readonly string[] {
  return [...source.matchAll(/\b(?:from|import)\s*\(?\s*'([^'\n]+)'/g)].map(([, specifier = '']) => specifier);
}

/** Why the module at `path` may not import `specifier`; undefined when it may. */
export function breach(path: string, specifier: string): string | undefined {
  const layer = layers.find(({ files }) => path.startsWith(files));
  if (layer === undefined) return `${path} is in no layer`;
  const relative = specifier.startsWith('.');
  const imported = relative ? normalize(join(dirname(path), specifier)) : specifier;
  const isOf = (name: string) => imported === name || imported.startsWith(`${name}/`);
  const allowed = relative
    ? layer.own.some((prefix) => imported.startsWith(prefix))
    : (layer.onlyPackages ?? [imported]).some(isOf) && !(layer.notPackages ?? []).some(isOf);
  return allowed ? undefined : `${path} imports ${imported}, which ${layer.files} may not`;
}

async function main(root: string): Promise<number> {
  const breaches: string[] = [];
  let modules = 0;
  for await (const path of glob('{src,testbed,test,scripts}/**/*.ts', { cwd: root })) {
    modules += 1;
    const source = await readFile(join(root, path), 'utf8');
    breaches.push(...importsOf(source).flatMap((specifier) => breach(path, specifier) ?? []));
  }
  for (const line of breaches.toSorted()) console.error(line);
  if (modules === 0) console.error('no module was found to check');
  return breaches.length === 0 && modules > 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = await main(join(import.meta.dirname, '..'));
}
