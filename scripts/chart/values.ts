/** What a user of the chart may set: the one source of values.yaml, values.schema.json and the table in the chart's README. */
import { z } from 'zod';

const text = z.string();
const map = z.record(z.string(), z.string());
const port = z.int().min(1).max(65_535);
/** What Kubernetes has a type for is checked by the API server. */
const asInKubernetes = z.record(z.string(), z.unknown());

function image(repository: string, what: string) {
  return z
    .strictObject({
      repository: text.min(1).default(repository).describe('Its name, with the registry.'),
      tag: text.default('').describe('Its tag; the version of the application when empty.'),
      digest: z
        .string()
        .regex(/^(sha256:[0-9a-f]{64})?$/)
        .default('')
        .describe('Its digest (`sha256:…`), which then counts instead of the tag.'),
    })
    .prefault({})
    .describe(what);
}

const resources = z
  .looseObject({
    requests: map.default({ cpu: '50m', memory: '192Mi' }).describe('What is kept free for it.'),
    limits: map
      .default({ memory: '512Mi' })
      .describe('What it may take: 252 MiB with a thousand hosts (docs/benchmarks/preflight.md).'),
  })
  .prefault({})
  .describe('Resources of the operator.');

const metrics = z
  .strictObject({
    port: port.default(8443).describe('Port of the Service and of the container.'),
    certSecretName: text
      .default('')
      .describe('Secret with tls.crt and tls.key, as cert-manager makes it; without one the operator signs its own.'),
  })
  .prefault({})
  .describe(
    'Where Prometheus collects: over TLS, and only with an account that ClusterRole clusterpivot-metrics-reader is bound to.',
  );

const networkPolicy = z
  .strictObject({
    enabled: z.boolean().default(false).describe('Lets through only what the operator and its Jobs need.'),
    apiServerPorts: z
      .array(port)
      .min(1)
      .default([443, 6443])
      .describe('Of the API servers of all clusters, as Pods reach them, and of the repositories of providers.'),
  })
  .prefault({})
  .describe('NetworkPolicies.');

const prometheus = z
  .strictObject({
    enabled: z.boolean().default(false).describe('ServiceMonitor and PrometheusRule; needs the Prometheus Operator.'),
    labels: map
      .default({})
      .describe('Labels on both, such as `release: prometheus`, by which Prometheus selects them.'),
    runbookUrl: text
      .regex(/^https?:\/\/.*[^/]$/)
      .default('https://clusterpivot.local/docs')
      .describe('Where your people read docs/ of this project: alerts lead to its runbooks.'),
    dashboard: z
      .strictObject({
        enabled: z.boolean().default(false).describe("A ConfigMap for Grafana's sidecar."),
        labels: map.default({ grafana_dashboard: '1' }).describe('Labels by which it is found.'),
      })
      .prefault({})
      .describe('Dashboard for Grafana.'),
  })
  .prefault({})
  .describe('Monitoring.');

const controlPlane = { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' };

export const values = z.strictObject({
  replicas: z
    .int()
    .min(1)
    .max(3)
    .default(1)
    .describe(
      'Operators: one works, the others wait to take over. More than one need nodes to spread to; a bootstrap cluster often has one.',
    ),
  image: image('clusterpivot.local/operator', 'Image of the operator, which its Jobs run as well.'),
  probe: z
    .strictObject({ image: image('clusterpivot.local/probe', 'Image of the probes, for both clusters.') })
    .prefault({})
    .describe("The probes that watch Ironic's endpoint."),
  imagePullSecrets: z
    .array(z.strictObject({ name: text.min(1) }))
    .default([])
    .describe(
      'Secrets for pulling images, given to the ServiceAccounts of the operator, its Jobs and the probes. Each must be in both namespaces: that of the release, and clusterpivot-probe.',
    ),
  imagePullPolicy: z.enum(['IfNotPresent', 'Always', 'Never']).default('IfNotPresent').describe('For the operator.'),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info').describe('How much it says.'),
  nodeOptions: text
    .default('--max-old-space-size=256 --max-semi-space-size=4')
    .describe('Options of Node.js. The heap must fit into the memory limit.'),
  extraEnv: z.array(asInKubernetes).default([]).describe('More variables of its environment; src/config.ts has all.'),
  resources,
  podLabels: map.default({}).describe('More labels of its Pods.'),
  podAnnotations: map.default({}).describe('More annotations of its Pods.'),
  priorityClassName: text.default('').describe('Such as `system-cluster-critical`; none when empty.'),
  nodeSelector: map.default({}).describe('On which nodes it may run.'),
  tolerations: z.array(asInKubernetes).default([controlPlane]).describe('Which taints it takes.'),
  affinity: asInKubernetes.default({}).describe('Near or far from what it shall run.'),
  topologySpreadConstraints: z
    .array(asInKubernetes)
    .default([])
    .describe('How several replicas are spread; over nodes, if they can be, when empty.'),
  podDisruptionBudget: z
    .strictObject({ enabled: z.boolean().default(true).describe('Only made when there are several replicas.') })
    .prefault({})
    .describe('Keeps one of several replicas while nodes are drained.'),
  rbac: z
    .strictObject({
      create: z
        .boolean()
        .default(true)
        .describe(
          'ServiceAccounts, roles and bindings, and the namespace of the probes: config/rbac and config/probe-rights.',
        ),
      gitOpsFreeze: z
        .boolean()
        .default(false)
        .describe(
          'Lets it freeze what `spec.gitOps.freeze` of a ClusterPivot names, in any namespace: config/gitops-freeze.',
        ),
    })
    .prefault({})
    .describe('Rights.'),
  crds: z
    .strictObject({
      enabled: z.boolean().default(true).describe('Installs and upgrades the CRD. It always stays on uninstall.'),
    })
    .prefault({})
    .describe('The CRD.'),
  uninstallCheck: z
    .strictObject({
      enabled: z.boolean().default(true).describe('Refuses `helm uninstall` while a pivot is under way.'),
    })
    .prefault({})
    .describe('What is asked before an uninstall.'),
  metrics,
  networkPolicy,
  prometheus,
  /** Helm puts it in where this chart is part of another one. */
  global: z.looseObject({}).optional(),
});
