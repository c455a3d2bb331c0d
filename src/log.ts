/** The structured logger, passed as an argument; secrets are redacted wherever they turn up in a logged object. */
import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['*.token', '*.kubeconfig', '*.stringData', '*.data'], censor: '[redacted]' },
  });
}
