/** cert-manager's manifest as its releases have it: CRDs, Namespace, and the chart rendered by helm. */
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBinaries, moduleSource } from '../binaries.ts';
import { run } from '../command.ts';
import { certManagerVersion } from '../versions.ts';

const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'cert-manager' } };

/** The CRDs in the sources are chart templates; only labels come out of the templating. */
export function withoutTemplates(crd: string): string {
  return crd
    .split('\n')
    .filter((line) => !line.includes('{{'))
    .join('\n');
}

async function crds(source: string): Promise<readonly string[]> {
  const folder = join(source, 'deploy', 'crds');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(names.map(async (name) => withoutTemplates(await readFile(join(folder, name), 'utf8'))));
}

async function renderedChart(source: string): Promise<string> {
  const { helm } = await ensureBinaries(['helm']);
  const folder = await mkdtemp(join(tmpdir(), 'cert-manager-chart-'));
  try {
    await cp(join(source, 'deploy', 'charts', 'cert-manager'), folder, { recursive: true });
    // Files of Go's module cache are read-only, and so are their copies.
    await run(['chmod', '-R', 'u+w', folder]);
    const template = await readFile(join(folder, 'Chart.template.yaml'), 'utf8');
    await rename(join(folder, 'Chart.template.yaml'), join(folder, 'Chart.yaml'));
    const chart = template.replaceAll(/^(version|appVersion):.*$/gm, `$1: ${certManagerVersion}`);
    await writeFile(join(folder, 'Chart.yaml'), chart);
    return await run([
      helm,
      'template',
      'cert-manager',
      folder,
      '--namespace=cert-manager',
      '--set=startupapicheck.enabled=false',
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** cert-manager.yaml. */
export async function certManagerManifest(): Promise<string> {
  const source = await moduleSource('cert-manager', 'github.com/cert-manager/cert-manager');
  return [...(await crds(source)), JSON.stringify(namespace), await renderedChart(source)].join('\n---\n');
}
