import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, it, onTestFinished, vi } from 'vitest';
import { listen } from '../../src/http-server.ts';
import { JobSpans } from '../../src/tracing/job-spans.ts';
import { startTracing } from '../../src/tracing/otlp.ts';
import { phaseSpanId, pivotSpanId, traceIdOf } from '../../src/tracing/span-ids.ts';
import { activeTrace, inLook, inSpan, tellSpan } from '../../src/tracing/spans.ts';
import { at, job, now, observation, pivot, started } from '../pivot/given.ts';

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
  readonly status: { readonly code: number; readonly message?: string };
}

interface Body {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: OtlpSpan['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

/** A collector, as far as OTLP over HTTP goes. */
async function collector(status = 200) {
  const bodies: Body[] = [];
  const paths: string[] = [];
  const server = await listen(
    createServer((request, response) => {
      const answer = async () => {
        bodies.push((await json(request)) as Body);
        response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
      };
      paths.push(`${request.method} ${request.url}`);
      // An exporter that gives up breaks off in the middle of what it sends.
      answer().catch(() => response.destroy());
    }),
    0,
    '127.0.0.1',
  );
  onTestFinished(() => server.close());
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${server.port}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const spans = () => bodies.flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans));
  return { paths, bodies, spans: () => spans().flatMap((scope) => scope.spans) };
}

const preparing = { name: 'Preparing', startTime: at(-60) };
const traced = pivot({ status: { phase: 'Preparing', phases: [preparing], journal: started } });
const look = { pivot: traced, phase: 'Preparing', began: now - 2000, observed: now - 500 } as const;
const nanos = (ms: number) => String(BigInt(ms) * 1_000_000n);

it('what two processes do becomes one trace', async () => {
  const { spans, paths, bodies } = await collector();
  const problems: string[] = [];
  for (const action of ['runInitJob', 'deleteJob']) {
    const tracing = startTracing((problem) => problems.push(problem));
    await inLook(look, async () => inSpan(action, {}, async () => undefined));
    await tracing.stop();
  }
  expect(problems).toEqual([]);
  expect(new Set(paths)).toEqual(new Set(['POST /v1/traces']));
  const names = bodies[0]?.resourceSpans[0]?.resource.attributes;
  expect(names).toContainEqual({ key: 'service.name', value: { stringValue: 'clusterpivot' } });
  expect(new Set(spans().map(({ traceId }) => traceId))).toEqual(new Set([traceIdOf(traced)]));
  const looks = spans().filter(({ name }) => name === 'reconcile');
  expect(looks.map(({ parentSpanId }) => parentSpanId)).toEqual([
    phaseSpanId(traced, preparing),
    phaseSpanId(traced, preparing),
  ]);
  for (const [index, action] of ['runInitJob', 'deleteJob'].entries()) {
    expect(spans().find(({ name }) => name === action)?.parentSpanId).toBe(looks[index]?.spanId);
  }
  const observe = spans().find(({ name }) => name === 'observe');
  expect(observe).toMatchObject({
    parentSpanId: looks[0]?.spanId,
    startTimeUnixNano: nanos(look.began),
    endTimeUnixNano: nanos(look.observed),
  });
});

it('the look that finds a phase is under the pivot, since nothing says yet when the phase began', async () => {
  const { spans } = await collector();
  const tracing = startTracing(() => undefined);
  await inLook({ ...look, phase: 'Quiescing' }, async () => undefined);
  await tracing.stop();
  expect(spans().find(({ name }) => name === 'reconcile')?.parentSpanId).toBe(pivotSpanId(traced));
});

it('what is told afterwards has the ids and times that it is known by', async () => {
  const { spans } = await collector();
  const tracing = startTracing(() => undefined);
  const times = { start: now - 9000, end: now };
  const root = { name: 'pivot', id: pivotSpanId(traced), parentId: undefined, attributes: {}, failure: 'rolled back' };
  tellSpan(traced, { ...root, ...times });
  const copyJob = job({ finished: true, succeeded: true, ran: times });
  const jobs = new JobSpans();
  for (let looks = 0; looks < 2; looks += 1) jobs.look(observation({ pivot: traced, copyJob }));
  await tracing.stop();
  const [told, ofJob, ...more] = spans();
  expect(more).toEqual([]);
  expect(told).toMatchObject({
    traceId: traceIdOf(traced),
    spanId: pivotSpanId(traced),
    startTimeUnixNano: nanos(now - 9000),
    endTimeUnixNano: nanos(now),
    status: { code: 2, message: 'rolled back' },
  });
  expect(told?.parentSpanId ?? '').toBe('');
  expect(ofJob).toMatchObject({ name: `Job ${copyJob.name}`, parentSpanId: phaseSpanId(traced, preparing) });
});

it('a failure is in its span, and goes on to the caller', async () => {
  const { spans } = await collector();
  const tracing = startTracing(() => undefined);
  const failing = inLook(look, async () => inSpan('scale', {}, async () => Promise.reject(new Error('403 no'))));
  await expect(failing).rejects.toThrow('403 no');
  await tracing.stop();
  for (const name of ['scale', 'reconcile']) {
    expect(spans().find((span) => span.name === name)?.status).toEqual({ code: 2, message: '403 no' });
  }
});

it('lines of the log say which span they are from, while there is one', async () => {
  await collector();
  const tracing = startTracing(() => undefined);
  expect(activeTrace()).toEqual({});
  await inLook(look, async () => {
    expect(activeTrace()).toEqual({ trace_id: traceIdOf(traced), span_id: expect.any(String) as unknown });
  });
  await tracing.stop();
});

it('a collector that refuses is told of, and costs nothing else', async () => {
  await collector(400);
  const problems: string[] = [];
  const tracing = startTracing((problem) => problems.push(problem));
  expect(await inLook(look, async () => 'done')).toBe('done');
  await tracing.stop();
  expect(problems.join()).toContain('Bad Request');
});

it('without a collector nothing happens', async () => {
  const { spans } = await collector();
  expect(await inLook(look, async () => inSpan('scale', {}, async () => activeTrace()))).toEqual({});
  expect(spans()).toEqual([]);
});
