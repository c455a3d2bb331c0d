/** What the operator does, as spans of OpenTelemetry's API: nothing happens with them unless otlp.ts was started. */
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { ShownPhase } from '../api/phases.ts';
import { attemptOf } from '../pivot/attempt.ts';
import { chosenIds } from './chosen-ids.ts';
import type { FinishedSpan } from './finished-spans.ts';
import { phaseSpanId, pivotSpanId, traceIdOf } from './span-ids.ts';

/** Of whoever is registered now. */
const tracer = () => trace.getTracer('clusterpivot');

/** Tells of something that began and ended without anybody holding a span of it. Telling it twice gives the same span. */
export function tellSpan(pivot: ClusterPivot, span: FinishedSpan): void {
  const { name, id, parentId, start, end, attributes, failure } = span;
  const parent = parentId === undefined ? ROOT_CONTEXT : contextOf(pivot, parentId);
  const told = chosenIds.for({ traceId: traceIdOf(pivot), spanId: id }, () =>
    tracer().startSpan(name, { startTime: start, attributes: { ...attributesOf(pivot), ...attributes } }, parent),
  );
  if (failure !== undefined) told.setStatus({ code: SpanStatusCode.ERROR, message: failure });
  told.end(end);
}

export interface Look {
  readonly pivot: ClusterPivot;
  /** That the look found it in. */
  readonly phase: ShownPhase;
  /** When the look began, and when it had seen all that it looked at; milliseconds since the epoch. */
  readonly began: number;
  readonly observed: number;
}

/** What follows from a look at a pivot, as a span from when the look began, in the phase that goes on. */
export async function inLook<T>({ pivot, phase, began, observed }: Look, work: () => Promise<T>): Promise<T> {
  const open = pivot.status.phases?.find(({ name, endTime }) => name === phase && endTime === undefined);
  const parent = contextOf(pivot, open === undefined ? pivotSpanId(pivot) : phaseSpanId(pivot, open));
  const attributes = { ...attributesOf(pivot), 'clusterpivot.phase': phase };
  return tracer().startActiveSpan('reconcile', { startTime: began, attributes }, parent, async (span) => {
    tracer().startSpan('observe', { startTime: began }).end(observed);
    return ended(span, work);
  });
}

/** As a part of whatever goes on. */
export async function inSpan<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return tracer().startActiveSpan(name, { attributes }, async (span) => ended(span, work));
}

async function ended<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
    throw error;
  } finally {
    span.end();
  }
}

/** For lines of the log, so that they can be found from a span, and the other way round. */
export function activeTrace(): { readonly trace_id?: string; readonly span_id?: string } {
  const active = trace.getActiveSpan()?.spanContext();
  return active === undefined ? {} : { trace_id: active.traceId, span_id: active.spanId };
}

function contextOf(pivot: ClusterPivot, spanId: string): Context {
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: traceIdOf(pivot),
    spanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

function attributesOf(pivot: ClusterPivot): Attributes {
  const { namespace = '', name, uid = '' } = pivot.metadata;
  return {
    'clusterpivot.namespace': namespace,
    'clusterpivot.name': name,
    'clusterpivot.uid': uid,
    'clusterpivot.attempt': attemptOf(pivot),
  };
}
