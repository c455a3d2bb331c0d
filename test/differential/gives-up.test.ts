/** Over what does clusterctl give up, as the model says, before it copies anything? Cases in which it tries for long. */
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { listCrds } from '../../src/controller/list-crds.ts';
import { listMoveObjects } from '../../src/controller/list-move-objects.ts';
import { connect } from '../../src/kube/connect.ts';
import { describeRefusal } from '../../src/pivot/graph/refusals.ts';
import { moveSet } from '../../src/pivot/graph.ts';
import { moveKinds } from '../../src/pivot/move-kinds.ts';
import { type Clusterctl, clusterctlFor } from './clusterctl.ts';
import type { DrawnObject, DrawnOwner } from './drawn-graph.ts';
import { type KindName, kinds } from './kinds.ts';
import { createKinds, removeGraph, storeGraph } from './stored-graph.ts';

const access = { source: inject('source'), target: inject('target') };
const source = connect(access.source);
const target = connect(access.target);
let clusterctl: Clusterctl;

beforeAll(async () => {
  clusterctl = await clusterctlFor(access.source);
  await Promise.all([createKinds(source), createKinds(target)]);
});

afterAll(async () => {
  await Promise.all([clusterctl[Symbol.asyncDispose](), source.close(), target.close()]);
});

const plain = { place: 'here', owners: [], label: undefined, terminating: false, names: [], inFull: false } as const;
const drawn = (kind: KindName, is: Partial<DrawnObject> = {}): DrawnObject => ({
  kind,
  purpose: undefined,
  inTarget: false,
  ...plain,
  ...is,
});
const gone: DrawnOwner = {
  choice: 0,
  anywhere: false,
  gone: true,
  otherVersion: false,
  evenFatal: true,
  controller: false,
};

it.each([
  { owner: 'Cluster', inDryRun: true, says: 'error reading Cluster' },
  { owner: 'ClusterClass', inDryRun: true, says: 'error reading ClusterClass' },
  { owner: 'Machine', inDryRun: false, says: 'error reading Machine' },
] as const)('an owner that was a $owner', { timeout: 120_000 }, async ({ owner, inDryRun, says }) => {
  const objects = [drawn(owner), drawn('Template', { owners: [gone] })];
  const stored = await storeGraph(source, { objects, providerType: undefined });
  const { here: namespace } = stored.namespaces;
  const crds = await listCrds(source);
  const { refusals } = moveSet(moveKinds(crds), await listMoveObjects(source, { crds, namespace }));
  expect(refusals.map(describeRefusal)).toEqual([
    expect.stringMatching(new RegExp(`^Template ${namespace}/o1: it names ${owner} o0 with UID .* as its owner`)),
  ]);
  const dry = await clusterctl.move(namespace);
  expect([dry.succeeded, dry.output.includes(says)]).toEqual([!inDryRun, inDryRun]);
  const real = await clusterctl.move(namespace, access.target);
  expect([real.succeeded, real.output.includes(says), real.created]).toEqual([false, true, []]);
  await removeGraph(source, stored);
});

it('a ClusterClass of another namespace that is gone', { timeout: 120_000 }, async () => {
  const objects = [
    drawn('ClusterClass', { place: 'elsewhere', names: [0] }),
    drawn('Template', { place: 'elsewhere' }),
    drawn('Cluster', { names: [0] }),
  ];
  const stored = await storeGraph(source, { objects, providerType: undefined });
  const { here: namespace, elsewhere } = stored.namespaces;
  const crds = await listCrds(source);
  const refusalsNow = async () => {
    const found = await listMoveObjects(source, { crds, namespace });
    return moveSet(moveKinds(crds), found).refusals.map(describeRefusal);
  };
  expect(await refusalsNow()).toEqual([]);
  await source.delete(kinds.Template.resource, { namespace: elsewhere, name: 'o1' });
  expect(await refusalsNow()).toEqual([
    `ClusterClass ${elsewhere}/o0: it refers to Template ${elsewhere}/o1, which does not exist`,
  ]);
  expect((await clusterctl.move(namespace)).succeeded).toBe(false);
  await source.delete(kinds.ClusterClass.resource, { namespace: elsewhere, name: 'o0' });
  expect(await refusalsNow()).toEqual([
    `Cluster ${namespace}/o2: it refers to ClusterClass ${elsewhere}/o0, which does not exist`,
  ]);
  expect((await clusterctl.move(namespace)).succeeded).toBe(false);
  await removeGraph(source, stored);
});
