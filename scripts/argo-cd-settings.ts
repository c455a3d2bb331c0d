/** What Argo CD has to be told about ClusterPivots in its ConfigMap argocd-cm: the scripts of config/argo-cd, as its settings. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { clusterPivots } from '../src/api/resources.ts';

const { group, kind } = clusterPivots;
const folder = `config/argo-cd/resource_customizations/${group}/${kind}`;
const header = `# Generated from ${folder} by \`npm run generate\`; do not edit.\n`;

/** Setting → value, as in argocd-cm. */
function settings(): Readonly<Record<string, string>> {
  const script = (path: string) => readFileSync(join(import.meta.dirname, '..', folder, path), 'utf8');
  const actions = readdirSync(join(import.meta.dirname, '..', folder, 'actions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'testdata')
    .map(({ name }) => name)
    .toSorted();
  return {
    [`resource.customizations.health.${group}_${kind}`]: script('health.lua'),
    [`resource.customizations.actions.${group}_${kind}`]: inYaml({
      'discovery.lua': script('actions/discovery.lua'),
      definitions: actions.map((name) => ({ name, 'action.lua': script(`actions/${name}/action.lua`) })),
    }),
  };
}

function inYaml(value: object): string {
  return stringify(value, { lineWidth: 0 });
}

/** Path and content of the files that are made of the settings. */
export function argoCdFiles(): readonly (readonly [path: string, content: string])[] {
  const data = settings();
  const patch = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm' }, data };
  return [
    ['config/argo-cd/argocd-cm.yaml', header + inYaml(patch)],
    ['config/argo-cd/chart-values.yaml', header + inYaml({ configs: { cm: data } })],
  ];
}
