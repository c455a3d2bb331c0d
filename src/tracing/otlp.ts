/**
 * Sends spans to a collector by OTLP over HTTP, as JSON. Where to, and with which headers, the variables OTEL_EXPORTER_OTLP_* say,
 * which the exporter reads itself. Imported only when there is a collector: it costs memory.
 */
import { context, type DiagLogger, DiagLogLevel, diag, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { chosenIds } from './chosen-ids.ts';

export interface Tracing {
  /** Sends what is left. Never rejects: a trace is worth no failure. */
  stop(): Promise<void>;
}

/** `onProblem` is told what could not be sent. */
export function startTracing(onProblem: (problem: string) => void): Tracing {
  diag.setLogger(told(onProblem), { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });
  const provider = new TracerProvider({
    // The environment's OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
    resource: resourceFromAttributes({ 'service.name': 'clusterpivot' }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    idGenerator: chosenIds,
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return {
    stop: async () => {
      await provider.shutdown().catch((error: unknown) => onProblem(String(error)));
      trace.disable();
      context.disable();
      diag.disable();
    },
  };
}

function told(onProblem: (problem: string) => void): DiagLogger {
  const silent = () => undefined;
  return {
    error: (message, ...more) => onProblem([message, ...more.map(String)].join(' ')),
    warn: silent,
    info: silent,
    debug: silent,
    verbose: silent,
  };
}
