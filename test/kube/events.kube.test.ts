import { randomUUID } from 'node:crypto';
import { expect, inject, it, onTestFinished } from 'vitest';
import { configMaps, events, namespaces } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import { EventRecorder } from '../../src/kube/events.ts';

it('the API server takes Events of all sizes, and counts of repeats', async () => {
  const client = connect(inject('source'));
  onTestFinished(() => client.close());
  const namespace = `events-${randomUUID().slice(0, 8)}`;
  const scope = await client.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const name = 'x'.repeat(253);
  const regarding = await client.create(configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace },
  });
  const problems: unknown[] = [];
  const recorder = new EventRecorder({
    client,
    reporter: { controller: 'pivot.metal3.io/operator', instance: 'i'.repeat(200) },
    onProblem: (problem) => problems.push(problem),
  });
  const facts = { regarding, type: 'Normal', reason: 'Copied', action: 'Copy', note: '14 hosts' } as const;
  for (let times = 0; times < 3; times += 1) recorder.record(facts);
  recorder.record({
    ...facts,
    type: 'Warning',
    reason: 'R'.repeat(300),
    action: 'A'.repeat(300),
    note: '→'.repeat(3000),
  });
  recorder.record({ ...facts, regarding: scope });
  await recorder.flush();
  expect(problems).toEqual([]);
  const { items } = await client.list(events, { namespace });
  expect(items).toHaveLength(2);
  expect(items).toContainEqual(
    expect.objectContaining({ note: '14 hosts', series: expect.objectContaining({ count: 3 }) as unknown }),
  );
  const ofScope = await client.list(events, { namespace: 'default', fieldSelector: `reason=Copied` });
  expect(ofScope.items.some(({ regarding: of }) => (of as { uid: string }).uid === scope.metadata.uid)).toBe(true);
});
