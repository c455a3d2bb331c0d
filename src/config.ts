/** Environment → frozen configuration of the operator. The only reader of process.env. */
import { z } from 'zod';

const schema = z.object({
  /** Where Jobs, their Secrets and the operator's Lease live. */
  POD_NAMESPACE: z.string().min(1).default('clusterpivot-system'),
  /** Identity in leader election and Events. */
  POD_NAME: z.string().min(1).default('clusterpivot-operator'),
  /** The image that Jobs run. Absent: that of the operator's own Pod. */
  OPERATOR_IMAGE: z.string().min(1).optional(),
  /** The image of the probes that watch Ironic's endpoint; without it no pivot can have spec.ironic.endpoint. */
  PROBE_IMAGE: z.string().min(1).optional(),
  /** A kubeconfig of the source, for an operator that runs outside of it. */
  KUBECONFIG: z.string().min(1).optional(),
  /** Port of /healthz, /readyz and /metrics. */
  HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).default(8081),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
});

export interface Config {
  readonly namespace: string;
  readonly identity: string;
  readonly image: string | undefined;
  readonly probeImage: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly healthPort: number;
  readonly logLevel: string;
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
    identity: data.POD_NAME,
    image: data.OPERATOR_IMAGE,
    probeImage: data.PROBE_IMAGE,
    kubeconfig: data.KUBECONFIG,
    healthPort: data.HEALTH_PORT,
    logLevel: data.LOG_LEVEL,
  });
}
