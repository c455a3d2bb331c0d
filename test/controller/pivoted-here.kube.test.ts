/** The manifest of a pivot applied once more, in the cluster that it ended in: complete at once, and nothing else is written. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { pivotFinalizer } from '../../src/api/marks.ts';
import { reportKey } from '../../src/api/report.ts';
import { clusterPivots, configMaps, namespaces } from '../../src/api/resources.ts';
import { inWords } from './audit-trail.ts';
import { createWorld } from './create-world.ts';
import { objectOf } from './minimal-crds.ts';
import { expectNothingWritten, expectNothingWrittenByAny } from './silence.ts';
import {
  type Cluster,
  conditionOf,
  createPivot,
  eventsOf,
  kubeconfigFor,
  openStage,
  operatorUser,
  pivotNow,
  type Stage,
  targetUserOf,
  untilReason,
} from './stage.ts';
import { change, plant } from './world.ts';

const patience = { timeout: 30_000, interval: 25 };
const times = { began: '2026-03-02T08:00:00.000Z', committed: '2026-03-02T08:09:00.000Z' };
const completed = '2026-03-02T08:14:00.000Z';

let stage: Stage;
/** Where it is applied, which was the target, and where the pivot came from. */
let here: string;
let left: string;

beforeAll(async () => {
  stage = await openStage();
  [here, left] = await Promise.all([uidOf(stage.source), uidOf(stage.target)]);
  await stage.startOperator();
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

async function uidOf({ admin }: Cluster): Promise<string> {
  return (await admin.get(namespaces, { name: 'kube-system' }))?.metadata.uid ?? '';
}

function reportOf(namespace: string, changed: object = {}): string {
  const hosts = ['host-0', 'spare'].map((name) => ({ name, state: 'provisioned' }));
  const told = { clusterPivot: `${namespace}/pivot`, cluster: 'prod', source: left, target: here };
  return JSON.stringify({ ...told, ...times, completed, objects: 18, hosts, ...changed });
}

/** A cluster that manages itself, with the report if there is one: its kubeconfig leads to itself. */
async function givenHere(namespace: string, report?: string): Promise<Record<string, unknown>> {
  const { spec } = await createWorld(stage, namespace, {
    broken: async ({ source }) => {
      const value = await kubeconfigFor(stage.source, targetUserOf(namespace));
      change(source, 'Secret/prod-kubeconfig', { stringData: { value } });
      if (report !== undefined) {
        plant(source, configMaps, { name: 'pivot-report', namespace }, { data: { [reportKey]: report } });
      }
    },
  });
  return spec;
}

function endOf(namespace: string): string {
  return `nothing to do: ConfigMap ${namespace}/pivot-report says that this pivot was completed at ${completed} with this cluster as its target; 18 objects and 2 hosts moved`;
}

function inShort({ type, reason, note }: KubeObject) {
  return { type, reason, note };
}

/** In a whole namespace, in the order of the log, without what is said over and over. */
async function writtenIn(namespace: string): Promise<readonly string[]> {
  const entries = await stage.source.audit.entries();
  const own = entries.filter((entry) => entry.user === operatorUser && entry.namespace === namespace);
  return [...new Set(own.map(inWords).map((words) => words.replace(/(?<= events ).*/, '…')))];
}

describe('in the cluster that a pivot ended in', () => {
  it('a ClusterPivot of its name is complete, and says which cluster must stay', async () => {
    await createPivot(stage, 'ended', await givenHere('ended', reportOf('ended')));
    const pivot = await untilReason(stage, 'ended', 'AlreadyPivoted');
    const message = endOf('ended');
    expect(pivot.status).toMatchObject({
      phase: 'Completed',
      message,
      observedGeneration: 1,
      journal: {
        startedTime: times.began,
        committedTime: times.committed,
        completedTime: completed,
        sourceUid: left,
        targetUid: here,
        pivotedHere: { objects: 18, hosts: 2 },
      },
    });
    expect(conditionOf(pivot, 'Ready')).toMatchObject({ status: 'True', message });
    expect(conditionOf(pivot, 'Reconciling')).toMatchObject({ status: 'False' });
    expect(conditionOf(pivot, 'Stalled')).toMatchObject({ status: 'False' });
    expect(conditionOf(pivot, 'SourceDisposable')).toMatchObject({
      status: 'False',
      reason: 'TargetMustStay',
      message: expect.stringContaining(`is the cluster with kube-system UID ${left};`) as unknown,
    });
    await expect
      .poll(async () => (await eventsOf(stage, 'ended')).map(inShort), patience)
      .toEqual([{ type: 'Normal', reason: 'AlreadyPivoted', note: message }]);
    expect(await writtenIn('ended')).toEqual(['update clusterpivots/status ended/pivot', 'create events …']);
    await expectNothingWritten(stage, 'ended');
  });

  it('one that came before the pivot was over is complete when that is', async () => {
    await createPivot(stage, 'early', await givenHere('early'));
    await untilReason(stage, 'early', 'SourceIsTarget');
    const report = objectOf(
      configMaps,
      { name: 'pivot-report', namespace: 'early' },
      { data: { [reportKey]: reportOf('early') } },
    );
    await stage.source.admin.create(configMaps, report);
    // Else it looks again after ten seconds.
    const body = { metadata: { annotations: { 'example.com/look': 'again' } } };
    await stage.source.admin.patch(clusterPivots, { namespace: 'early', name: 'pivot' }, { type: 'merge', body });
    const { status } = await untilReason(stage, 'early', 'AlreadyPivoted');
    expect(status.checks).toBeUndefined();
    await expectNothingWritten(stage, 'early');
  });

  it('a report that tells of another cluster makes none complete, and is told of', async () => {
    const another = '0f0e0d0c-0000-4000-8000-000000000000';
    await createPivot(stage, 'foreign', await givenHere('foreign', reportOf('foreign', { target: another })));
    const pivot = await untilReason(stage, 'foreign', 'SourceIsTarget');
    expect(conditionOf(pivot, 'Stalled')).toMatchObject({
      status: 'True',
      message: expect.stringContaining(
        `. ConfigMap foreign/pivot-report does not make this pivot complete: its target is the cluster with kube-system UID ${another}, not this one (${here})`,
      ) as unknown,
    });
    expect(pivot.status.journal).toEqual({});
    await expectNothingWritten(stage, 'foreign');
    await stage.source.admin.delete(clusterPivots, { namespace: 'foreign', name: 'pivot' });
  });

  it('and nothing has been written in any of these clusters but what ClusterPivots say', async () => {
    await expect(expectNothingWrittenByAny(stage)).resolves.toBeUndefined();
  });

  it('one that is deleted is let go, and takes nothing along', async () => {
    const { admin } = stage.source;
    const spec = await givenHere('leaving', reportOf('leaving'));
    const metadata = { name: 'pivot', namespace: 'leaving', finalizers: [pivotFinalizer] };
    await admin.create(clusterPivots, objectOf(clusterPivots, metadata, { spec }));
    await untilReason(stage, 'leaving', 'AlreadyPivoted');
    await admin.delete(clusterPivots, { namespace: 'leaving', name: 'pivot' });
    await expect.poll(() => pivotNow(stage, 'leaving'), patience).toBeUndefined();
    expect((await writtenIn('leaving')).filter((words) => !words.startsWith('create events'))).toEqual([
      'update clusterpivots/status leaving/pivot',
      'patch clusterpivots leaving/pivot',
    ]);
    expect(await admin.get(configMaps, { namespace: 'leaving', name: 'pivot-report' })).toBeDefined();
  });
});
