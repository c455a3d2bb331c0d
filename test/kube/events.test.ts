import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { KubeError } from '../../src/kube/errors.ts';
import type { EventFacts } from '../../src/kube/event-text.ts';
import { EventRecorder } from '../../src/kube/events.ts';
import { FakeClock } from './fake-clock.ts';

const pivot: KubeObject = {
  apiVersion: 'pivot.metal3.io/v1alpha1',
  kind: 'ClusterPivot',
  metadata: { name: 'x', namespace: 'team-a', uid: 'u1', resourceVersion: '7' },
};
const facts: EventFacts = { regarding: pivot, type: 'Normal', reason: 'Copied', action: 'Copy', note: '14 hosts' };

interface Scene {
  readonly recorder: EventRecorder;
  readonly clock: FakeClock;
  readonly created: KubeObject[];
  readonly patches: { readonly name: string; readonly body: unknown }[];
  readonly problems: unknown[];
  /** What the next calls reject with. */
  readonly failures: Error[];
}

function scene(): Scene {
  const created: KubeObject[] = [];
  const patches: { name: string; body: unknown }[] = [];
  const failures: Error[] = [];
  const problems: unknown[] = [];
  const clock = new FakeClock();
  const fail = () => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
  };
  const client = {
    create: async (_resource: unknown, object: KubeObject) => {
      fail();
      created.push(object);
      return object;
    },
    patch: async (_resource: unknown, { name }: { name: string }, { body }: { body: unknown }) => {
      fail();
      patches.push({ name, body });
      return {};
    },
  } as unknown as ClusterClient;
  const reporter = { controller: 'pivot.metal3.io/operator', instance: 'pod-1' };
  const recorder = new EventRecorder({ client, reporter, clock, onProblem: (problem) => problems.push(problem) });
  return { recorder, clock, created, patches, problems, failures };
}

describe('EventRecorder', () => {
  it('says what happened to which object, and who says so', async () => {
    const { recorder, created } = scene();
    recorder.record(facts);
    await recorder.flush();
    expect(created).toEqual([
      {
        apiVersion: 'events.k8s.io/v1',
        kind: 'Event',
        metadata: { name: expect.stringMatching(/^x\.[0-9a-f]{16}$/) as string, namespace: 'team-a' },
        eventTime: '2026-01-02T03:04:05.000000Z',
        type: 'Normal',
        reason: 'Copied',
        action: 'Copy',
        note: '14 hosts',
        reportingController: 'pivot.metal3.io/operator',
        reportingInstance: 'pod-1',
        regarding: {
          apiVersion: pivot.apiVersion,
          kind: 'ClusterPivot',
          name: 'x',
          namespace: 'team-a',
          uid: 'u1',
          resourceVersion: '7',
        },
      },
    ]);
  });

  it('counts repeats on the first Event, and says other notes in Events of their own', async () => {
    const { recorder, created, patches, clock } = scene();
    recorder.record(facts);
    await clock.advance(1000);
    recorder.record(facts);
    recorder.record({ ...facts, note: '15 hosts' });
    await clock.advance(1000);
    recorder.record(facts);
    await recorder.flush();
    expect(created.map(({ note }) => note)).toEqual(['14 hosts', '15 hosts']);
    expect(patches).toEqual([
      {
        name: created[0]?.metadata.name,
        body: { series: { count: 2, lastObservedTime: '2026-01-02T03:04:06.000000Z' } },
      },
      {
        name: created[0]?.metadata.name,
        body: { series: { count: 3, lastObservedTime: '2026-01-02T03:04:07.000000Z' } },
      },
    ]);
  });

  it('begins a new Event after six minutes, and when the old one has expired', async () => {
    const { recorder, created, clock, failures } = scene();
    recorder.record(facts);
    await clock.advance(6 * 60_000 + 1);
    recorder.record(facts);
    await recorder.flush();
    failures.push(new KubeError('gone', { kind: 'notFound' }));
    recorder.record(facts);
    await recorder.flush();
    expect(created).toHaveLength(3);
  });

  it('cuts notes to what the server takes, without breaking a character', async () => {
    const { recorder, created } = scene();
    recorder.record({ ...facts, note: 'ä'.repeat(2000), reason: 'R'.repeat(200) });
    await recorder.flush();
    const note = String(created[0]?.['note']);
    expect(Buffer.byteLength(note)).toBeLessThanOrEqual(1024);
    expect(note).toMatch(/^ä{500,}…$/);
    expect(Buffer.byteLength(String(created[0]?.['reason']))).toBeLessThanOrEqual(128);
  });

  it('sends no more than 25 at once for one reason of one object, then one each five minutes', async () => {
    const { recorder, created, clock } = scene();
    const flood = async (from: number) => {
      for (let index = 0; index < 100; index += 1) recorder.record({ ...facts, note: `note ${from + index}` });
      await recorder.flush();
    };
    await flood(0);
    expect(created).toHaveLength(25);
    recorder.record({ ...facts, regarding: { ...pivot, metadata: { ...pivot.metadata, uid: 'u2' } } });
    await recorder.flush();
    recorder.record({ ...facts, type: 'Warning', reason: 'Lost' });
    await recorder.flush();
    expect(created).toHaveLength(27);
    await clock.advance(2 * 5 * 60_000);
    await flood(100);
    expect(created).toHaveLength(29);
  });

  it('never fails its caller, and goes on after a failure', async () => {
    const { recorder, created, failures, problems } = scene();
    failures.push(new KubeError('down', { kind: 'network' }));
    recorder.record(facts);
    recorder.record({ ...facts, note: 'next' });
    await recorder.flush();
    expect(problems).toHaveLength(1);
    expect(created.map(({ note }) => note)).toEqual(['next']);
  });

  it('puts Events of cluster-scoped objects into default', async () => {
    const { recorder, created } = scene();
    recorder.record({ ...facts, regarding: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } } });
    await recorder.flush();
    expect(created[0]).toMatchObject({
      metadata: { namespace: 'default' },
      regarding: { kind: 'Namespace', name: 'n' },
    });
  });
});
