/** What is in an image besides its base, as a CycloneDX document: npm's, cut down to what is bundled, and the Go modules. */
import { join } from 'node:path';
import { run } from '../../testbed/command.ts';

export interface Component {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
}

export interface Bom {
  readonly serialNumber?: string | undefined;
  readonly metadata: { readonly timestamp?: string | undefined; readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/** Of all packages of the lock file: told to omit what is for development, npm omits also what a tool of ours merely may use. */
export async function npmBom(): Promise<Bom> {
  const npmCli = process.env['npm_execpath'];
  const npm: readonly [string, ...string[]] = npmCli === undefined ? ['npm'] : [process.execPath, npmCli];
  const argv = [...npm, 'sbom', '--sbom-format=cyclonedx', '--package-lock-only'] as const;
  return JSON.parse(await run(argv, { cwd: join(import.meta.dirname, '../..') })) as Bom;
}

/**
 * `bundled`: `name@version` of each package. Without a serial number and a time, so that the same sources give the same document.
 * Throws an Error when a bundled package is not in the lock file.
 */
export function imageBom(whole: Bom, bundled: readonly string[], others: readonly Component[]): Bom {
  const known = new Map(whole.components.map((component) => [component['bom-ref'], component]));
  const packages = bundled.map((name) => {
    const found = known.get(name);
    if (found === undefined) throw new Error(`${name} is bundled, and is no dependency in package-lock.json`);
    return found;
  });
  const components = [...packages, ...others];
  const refs = new Set([whole.metadata.component['bom-ref'], ...components.map((component) => component['bom-ref'])]);
  const dependencies = whole.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((on) => refs.has(on)) }));
  // An absent value is not written.
  const metadata = { ...whole.metadata, timestamp: undefined };
  return { ...whole, serialNumber: undefined, metadata, components, dependencies };
}
