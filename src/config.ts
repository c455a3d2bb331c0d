/** Environment → frozen configuration of the operator. The only reader of process.env. */
import { z } from 'zod';
import { type Soak, usualSoak } from './controller/survey/stability.ts';
import type { LeaderTiming } from './kube/leader.ts';

/** The Lease of which the holder leads, in the operator's namespace. */
export const leaderLease = 'clusterpivot-operator';

const seconds = (least: number) => z.coerce.number().int().min(least).max(3600);

const port = z.coerce.number().int().min(0).max(65_535);

const variables = z.object({
  /** Where Jobs, their Secrets and the operator's Lease live. */
  POD_NAMESPACE: z.string().min(1).default('clusterpivot-system'),
  /** Identity in leader election and Events. Only a Pod has one: a container of it begins when the one before has ended. */
  POD_NAME: z.string().min(1).optional(),
  /** The image that Jobs run. Absent: that of the operator's own Pod. */
  OPERATOR_IMAGE: z.string().min(1).optional(),
  /** The image of the probes that watch Ironic's endpoint; without it no pivot can have spec.ironic.endpoint. */
  PROBE_IMAGE: z.string().min(1).optional(),
  /** A kubeconfig of the source, for an operator that runs outside of it. */
  KUBECONFIG: z.string().min(1).optional(),
  /** Port of /healthz and /readyz. */
  HEALTH_PORT: port.default(8081),
  /** Port of /metrics. */
  METRICS_PORT: port.default(8443),
  /** The address that /metrics is served on; absent: all of this machine, or 127.0.0.1 when it is not secure. */
  METRICS_ADDRESS: z.union([z.ipv4(), z.ipv6()]).optional(),
  /** false serves /metrics without TLS, to everybody who reaches it: on this machine alone. */
  METRICS_SECURE: z.enum(['true', 'false']).default('true'),
  /** Folder with tls.crt and tls.key for /metrics. Absent: a certificate that nobody can verify. */
  METRICS_CERT_DIR: z.string().min(1).optional(),
  /** Where traces go, as OpenTelemetry names it; absent: nowhere. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.string().optional(),
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_TRACES_EXPORTER: z.string().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
  /** For how long after its last renewal nobody takes the Lease over from a leader. */
  LEASE_DURATION_SECONDS: seconds(1).default(15),
  /** For how long after its last renewal a leader goes on: longer outages of the source end it. */
  LEASE_RENEW_SECONDS: seconds(1).default(10),
  /** How often a leader renews, and everybody else looks. */
  LEASE_RETRY_SECONDS: seconds(1).default(2),
  /** For how long both API servers have to answer every request before a pivot starts. */
  STABILITY_SECONDS: seconds(0).default(5),
});

/** Pauses between tries have a fifth of chance on top (client-go has the same rule). */
const schema = variables
  .refine((all) => all.LEASE_RENEW_SECONDS < all.LEASE_DURATION_SECONDS, {
    path: ['LEASE_RENEW_SECONDS'],
    error: 'must be less than LEASE_DURATION_SECONDS, or two would lead at once',
  })
  .refine((all) => all.LEASE_RETRY_SECONDS * 1.2 < all.LEASE_RENEW_SECONDS, {
    path: ['LEASE_RETRY_SECONDS'],
    error: 'must be well below LEASE_RENEW_SECONDS, or leadership would be lost between two renewals',
  })
  .refine((all) => all.METRICS_SECURE === 'true' || isLoopback(all.METRICS_ADDRESS ?? loopback), {
    path: ['METRICS_ADDRESS'],
    error: 'must be a loopback address while METRICS_SECURE is false, or everybody could read the metrics',
  });

const loopback = '127.0.0.1';

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

export interface MetricsConfig {
  readonly port: number;
  /** undefined: all addresses. */
  readonly address: string | undefined;
  readonly secure: boolean;
  readonly certDir: string | undefined;
}

export interface Config {
  readonly namespace: string;
  readonly identity: string;
  /** No two processes of this identity run at once. */
  readonly isPod: boolean;
  readonly image: string | undefined;
  readonly probeImage: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly healthPort: number;
  readonly metrics: MetricsConfig;
  /** Whether traces are sent; the exporter itself reads where to. */
  readonly traces: boolean;
  readonly logLevel: string;
  readonly leaderTiming: LeaderTiming;
  /** How Preflight finds out whether API servers are stable. */
  readonly soak: Soak;
}

/** Throws an Error that names the variable and what it must be. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = schema.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`the environment is not valid: ${problems.join('; ')}`);
  }
  const { data } = parsed;
  return Object.freeze({
    namespace: data.POD_NAMESPACE,
    identity: data.POD_NAME ?? 'clusterpivot-operator',
    isPod: data.POD_NAME !== undefined,
    image: data.OPERATOR_IMAGE,
    probeImage: data.PROBE_IMAGE,
    kubeconfig: data.KUBECONFIG,
    healthPort: data.HEALTH_PORT,
    metrics: metricsConfig(data),
    traces: sendsTraces(data),
    logLevel: data.LOG_LEVEL,
    leaderTiming: Object.freeze({
      leaseDurationMs: data.LEASE_DURATION_SECONDS * 1000,
      renewDeadlineMs: data.LEASE_RENEW_SECONDS * 1000,
      retryMs: data.LEASE_RETRY_SECONDS * 1000,
    }),
    soak: Object.freeze({ ...usualSoak, spacingMs: (data.STABILITY_SECONDS * 1000) / usualSoak.requests }),
  });
}

type Variables = z.infer<typeof variables>;

function metricsConfig(data: Variables): MetricsConfig {
  const secure = data.METRICS_SECURE === 'true';
  return Object.freeze({
    port: data.METRICS_PORT,
    address: data.METRICS_ADDRESS ?? (secure ? undefined : loopback),
    secure,
    certDir: data.METRICS_CERT_DIR,
  });
}

function sendsTraces(data: Variables): boolean {
  const endpoint = data.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || data.OTEL_EXPORTER_OTLP_ENDPOINT || '';
  return endpoint !== '' && data.OTEL_SDK_DISABLED?.toLowerCase() !== 'true' && data.OTEL_TRACES_EXPORTER !== 'none';
}
