/** Whether clusterctl still runs is told by its Pod, whatever became of the Job. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { jobs, pods } from '../../src/api/resources.ts';
import { observeJob } from '../../src/controller/observe-job.ts';
import type { World } from '../../src/controller/world.ts';
import { objectOf } from './minimal-crds.ts';
import { openStage, openWorld, ownNamespace, type Stage } from './stage.ts';

const name = 'cpv-copy-1';
const ref = { namespace: ownNamespace, name };
const labels = { 'batch.kubernetes.io/job-name': name };
const template = { restartPolicy: 'Never', containers: [{ name: 'mover', image: 'registry.example/mover' }] };

let stage: Stage;
let world: World;

beforeAll(async () => {
  stage = await openStage();
  world = await openWorld(stage.source, () => undefined);
});

afterAll(async () => {
  await world.source.close();
  await stage[Symbol.asyncDispose]();
});

async function phaseOf(pod: KubeObject, phase: string): Promise<void> {
  const body = { status: { phase } };
  await stage.source.admin.patch(
    pods,
    { ...ref, name: pod.metadata.name },
    { type: 'merge', body, subresource: 'status' },
  );
}

it('sees a Pod whose Job was deleted until the Pod has ended', async () => {
  const { admin } = stage.source;
  expect(await observeJob(world, name)).toBeUndefined();
  await admin.create(jobs, objectOf(jobs, ref, { spec: { template: { spec: template } } }));
  const pod = await admin.create(pods, objectOf(pods, { ...ref, name: `${name}-x`, labels }, { spec: template }));
  expect(await observeJob(world, name)).toMatchObject({ name, finished: false, terminating: false });

  await phaseOf(pod, 'Running');
  await admin.delete(jobs, ref, { propagationPolicy: 'Orphan' });
  await admin.patch(jobs, ref, { type: 'merge', body: { metadata: { finalizers: null } } });
  expect(await observeJob(world, name)).toMatchObject({ name, finished: false, terminating: true });
  await phaseOf(pod, 'Failed');
  expect(await observeJob(world, name)).toBeUndefined();
});
