/** Writes the files that are generated from src; with --check it fails when one of them differs from what it would write. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stringify } from 'yaml';
import { clusterPivotCrd } from '../src/api/crd.ts';
import { alertsPage } from './alerts-page.ts';
import { argoCdFiles } from './argo-cd-settings.ts';
import { chartFiles } from './chart/files.ts';
import { checksPage } from './checks-page.ts';
import { dashboardFile } from './dashboard/dashboard.ts';
import { fieldsPage } from './fields-page.ts';
import { withGeneratedPart } from './generated-part.ts';
import { metricsPage } from './metrics-page.ts';
import { rightsPage } from './rights-page.ts';
import { stateMachinePart } from './state-machine-part.ts';

const root = join(import.meta.dirname, '..');
const header = '# Generated from src/api by `npm run generate`; do not edit.\n';

/** Path (relative to the project) and content of every generated file. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const crd = clusterPivotCrd();
  const text = header + stringify(crd, { lineWidth: 120, aliasDuplicateObjects: false });
  const file = `${crd.metadata.name}.yaml`;
  return new Map([
    [`crds/${file}`, text],
    // kustomize reads no file outside its own folder.
    [`config/crd/${file}`, text],
    ['docs/checks.md', checksPage()],
    ['docs/alerts.md', alertsPage()],
    ['config/prometheus/dashboard.json', dashboardFile()],
    ['docs/metrics.md', metricsPage()],
    ['docs/rights.md', rightsPage()],
    ...chartFiles(),
    ...argoCdFiles(),
    ['docs/spec/v1alpha1/fields.md', fieldsPage()],
    [
      'docs/state-machine.md',
      withGeneratedPart(join(root, 'docs/state-machine.md'), 'src/pivot/goals/index.ts', stateMachinePart()),
    ],
  ]);
}

/** Paths of generated files that are missing or differ from what would be generated. */
export async function staleFiles(): Promise<string[]> {
  const stale: string[] = [];
  for (const [path, content] of generatedFiles()) {
    const present = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (present !== content) stale.push(path);
  }
  return stale;
}

async function writeStale(): Promise<void> {
  const files = generatedFiles();
  for (const path of await staleFiles()) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), files.get(path) ?? '');
    console.log(`wrote ${path}`);
  }
}

async function main(check: boolean): Promise<number> {
  if (check) {
    const stale = await staleFiles();
    for (const path of stale) console.error(`${path} differs from what src says: run \`npm run generate\``);
    return stale.length === 0 ? 0 : 1;
  }
  // The chart is made from files of config, which are made from src: those come first.
  await writeStale();
  await writeStale();
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = await main(process.argv.includes('--check'));
}
