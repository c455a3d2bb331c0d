/** Templates of the chart that say what a manifest of config/ says: rights, the CRD, what Prometheus is told. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, parse, parseAllDocuments } from 'yaml';

const config = join(import.meta.dirname, '../../config');
const templates = 'charts/cluster-pivot-operator/templates';

/** As the manifests name the operator's namespace. Those of the probes and of kube-system are the same everywhere. */
const namespaceLine = /^( *)namespace: clusterpivot-system$/gm;
/** Where the alerts of a manifest say that the documentation is. */
const runbooks = 'https://clusterpivot.local/docs';
/** Takes the place of what Helm puts in, until the YAML is written. */
const marks = {
  labels: 'LABELS_OF_THE_CHART',
  pullSecrets: 'SECRETS_FOR_PULLING',
  keep: 'KEPT_ON_UNINSTALL',
} as const;

/** A generated template that the chart has whenever `source` is there. */
interface FromConfig {
  readonly template: string;
  readonly sources: readonly string[];
  /** When it is rendered. */
  readonly condition: string;
  /** Labels that its users may add to what is in the namespace of the release. */
  readonly moreLabels?: string;
}

const generated: readonly FromConfig[] = [
  {
    template: 'crd.yaml',
    sources: ['crd/clusterpivots.pivot.metal3.io.yaml'],
    condition: '.Values.crds.enabled',
  },
  {
    template: 'rbac.yaml',
    sources: [...resourcesOf('rbac'), ...resourcesOf('probe-rights')],
    condition: '.Values.rbac.create',
  },
  {
    template: 'gitops-freeze.yaml',
    sources: resourcesOf('gitops-freeze'),
    condition: '.Values.rbac.gitOpsFreeze',
  },
  ...['scrape-account.yaml', 'service-monitor.yaml', 'prometheus-rule.yaml'].map((file) => ({
    template: file,
    sources: [`prometheus/${file}`],
    condition: '.Values.prometheus.enabled',
    moreLabels: '.Values.prometheus.labels',
  })),
];

/** Path in the project and content of each. */
export function templatesFromConfig(): readonly (readonly [string, string])[] {
  const whole = generated.filter(({ sources }) => sources.every((source) => existsSync(join(config, source))));
  return [...whole.map((from) => [`${templates}/${from.template}`, template(from)] as const), ...dashboard()];
}

/** The files that a folder's kustomization lists. */
function resourcesOf(folder: string): readonly string[] {
  const { resources } = parse(read(`${folder}/kustomization.yaml`)) as { readonly resources: readonly string[] };
  return resources.map((file) => `${folder}/${file}`);
}

function read(path: string): string {
  return readFileSync(join(config, path), 'utf8');
}

function template({ sources, condition, moreLabels }: FromConfig): string {
  const folders = [...new Set(sources.map((source) => `config/${source.split('/')[0]}`))];
  const documents = sources.flatMap((source) => asTemplates(read(source), moreLabels));
  return [`{{- if ${condition} }}`, `# Generated from ${folders.join(' and ')} by \`npm run generate\`; do not edit.`]
    .concat(documents.join('---\n').trimEnd(), '{{- end }}', '')
    .join('\n');
}

/** Each object of a manifest, with the chart's labels and its release's namespace. */
export function asTemplates(manifest: string, moreLabels?: string): readonly string[] {
  return parseAllDocuments(escaped(manifest)).map((document) => withDirectives(mark(document), moreLabels));
}

/** Braces of others, such as the templates of alerts, are no directives of ours. */
function escaped(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

function mark(document: Document): string {
  document.setIn(['metadata', 'labels', marks.labels], null);
  if (document.get('kind') === 'ServiceAccount') document.set(marks.pullSecrets, null);
  if (document.get('kind') === 'CustomResourceDefinition') {
    document.setIn(['metadata', 'annotations', marks.keep], null);
  }
  document.directives = undefined;
  return document
    .toString({ lineWidth: 0, directives: false, flowCollectionPadding: false })
    .replace(/^# Generated .*\n/, '');
}

function withDirectives(text: string, moreLabels: string | undefined): string {
  const more =
    moreLabels === undefined ? '' : `\n    {{- with ${moreLabels} }}\n    {{- toYaml . | nindent 4 }}\n    {{- end }}`;
  return text
    .replace(`    ${marks.labels}: null`, `    {{- include "clusterpivot.labels" . | nindent 4 }}${more}`)
    .replace(
      `${marks.pullSecrets}: null`,
      '{{- with .Values.imagePullSecrets }}\nimagePullSecrets:\n  {{- toYaml . | nindent 2 }}\n{{- end }}',
    )
    .replace(`${marks.keep}: null`, 'helm.sh/resource-policy: keep')
    .replaceAll(runbooks, '{{ .Values.prometheus.runbookUrl }}')
    .replaceAll(namespaceLine, '$1namespace: {{ .Release.Namespace }}');
}

function dashboard(): readonly (readonly [string, string])[] {
  const source = 'prometheus/dashboard.json';
  if (!existsSync(join(config, source))) return [];
  const text = `{{- if .Values.prometheus.dashboard.enabled }}
# Generated from config/prometheus by \`npm run generate\`; do not edit.
apiVersion: v1
kind: ConfigMap
metadata:
  name: clusterpivot-dashboard
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "clusterpivot.labels" . | nindent 4 }}
    {{- with .Values.prometheus.dashboard.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
data:
  clusterpivot.json: {{ .Files.Get "files/dashboard.json" | toJson }}
{{- end }}
`;
  return [
    [`${templates}/dashboard.yaml`, text],
    ['charts/cluster-pivot-operator/files/dashboard.json', read(source)],
  ];
}
