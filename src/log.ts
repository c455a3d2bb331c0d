/** The structured logger, passed as an argument; secrets are redacted wherever they turn up in a logged object. */
import { type Logger, pino } from 'pino';
import type { KubeObject } from './api/kube-object.ts';
import { activeTrace } from './tracing/spans.ts';

export type { Logger } from 'pino';

export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: activeTrace,
    redact: { paths: ['*.token', '*.kubeconfig', '*.stringData', '*.data'], censor: '[redacted]' },
  });
}

/** A logger whose every line says which ClusterPivot it is about, and the phase that this is in. */
export function logAbout(log: Logger, { metadata: { namespace = '', name }, ...pivot }: KubeObject): Logger {
  const { phase } = (pivot['status'] ?? {}) as { readonly phase?: string };
  return log.child({ clusterpivot: `${namespace}/${name}`, ...(phase === undefined ? {} : { phase }) });
}
