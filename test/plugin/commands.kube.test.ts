/** What commands read and write, on a real API server: ClusterPivots as the operator leaves them, and what is stored after. */
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { clusterPivots, configMaps } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import { exitCodes } from '../../src/plugin/exit-codes.ts';
import {
  awaitingApproval,
  completed,
  conditions,
  copying,
  pivotedHere,
  planned,
  rolledBack,
  stalled,
} from './given-pivot.ts';
import { type OnServer, pluginOnServer } from './on-server.ts';

let server: OnServer;
const manual = { approval: 'Manual' };
const hash = planned.plan.hash;

beforeAll(async () => {
  server = await pluginOnServer('plugin');
});

/** What the operator keeps beside the ClusterPivot. */
async function givenDocuments(name: string, documents: Readonly<Record<string, object>>): Promise<void> {
  const { namespace } = server;
  const client = connect(inject('source'));
  const uid = (await client.get(clusterPivots, { namespace, name }))?.metadata.uid ?? '';
  const owner = { apiVersion: 'pivot.metal3.io/v1alpha1', kind: 'ClusterPivot', name, uid };
  const binaryData = Object.fromEntries(
    Object.entries(documents).map(([key, document]) => [key, gzipSync(JSON.stringify(document)).toString('base64')]),
  );
  await client.create(configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace, name: `${name}-plan`, ownerReferences: [owner] },
    binaryData,
  });
  await client.close();
}

const document = { hash, objects: [], hosts: planned.plan.hosts, leftBehind: [], steps: planned.plan.steps };

describe('plan', () => {
  it('is shown for people, and as YAML, JSON and Markdown', async () => {
    await server.given('planned', awaitingApproval, manual);
    await givenDocuments('planned', { 'plan.json.gz': document });
    const shown = await server.type('plan planned');
    expect(shown).toMatchObject({ code: exitCodes.done, err: '' });
    expect(shown.out).toContain(`Plan ${hash} of ClusterPivot ${server.namespace}/planned, for Cluster planned\n`);
    const value = { plan: planned.plan, checks: planned.checks, approved: false, objects: [] };
    expect(parse((await server.type('plan planned -o yaml')).out)).toMatchObject(value);
    expect(JSON.parse((await server.type('plan planned -o json')).out)).toMatchObject(value);
    expect((await server.type('plan planned -o markdown')).out).toContain('| host-12 | available | no |');
  });

  it('ends with another code when a check fails', async () => {
    const checks = { ...planned.checks, failed: 1 };
    await server.given('unfit', { ...awaitingApproval, checks }, manual);
    expect(await server.type('plan unfit')).toMatchObject({ code: exitCodes.unfit });
  });

  it('is asked for too early, or of nothing', async () => {
    await server.given('fresh', {});
    expect(await server.type('plan fresh')).toEqual({
      code: exitCodes.failed,
      out: '',
      err: `ClusterPivot ${server.namespace}/fresh has no plan yet: the operator has not looked at it yet\n`,
    });
    expect((await server.type('plan nobody')).err).toMatch(
      /^ClusterPivot \S+\/nobody does not exist in https.*has .*fresh/,
    );
  });
});

describe('approve', () => {
  it('stores the hash that was looked at', async () => {
    await server.given('approved', awaitingApproval, manual);
    expect(await server.type(`approve approved --plan ${hash}`)).toEqual({
      code: exitCodes.done,
      out: `ClusterPivot ${server.namespace}/approved: plan ${hash} is approved\n`,
      err: '',
    });
    expect(await server.specOf('approved')).toMatchObject({ approvedPlan: hash });
  });

  it('refuses another plan than the current one, and says what is different', async () => {
    await server.given('drifted', awaitingApproval, manual);
    const host = { name: 'host-13', state: 'inspecting', claimed: false };
    const then = { ...document, hash: 'abc123', hosts: [{ ...host, state: 'available' }] };
    await givenDocuments('drifted', { 'plan.json.gz': { ...document, hosts: [host] }, 'approved.json.gz': then });
    const { code, err } = await server.type('approve drifted --plan abc123');
    expect(code).toBe(exitCodes.failed);
    expect(err).toContain(
      `plan abc123 is not the current one, which is ${hash} (since then: BareMetalHost host-13 is inspecting and was available); look at it again: kubectl clusterpivot plan drifted -n ${server.namespace}`,
    );
    expect(await server.specOf('drifted')).not.toHaveProperty('approvedPlan');
  });

  it('stores nothing when the plan changes while somebody looks at it', async () => {
    await server.given('moving', awaitingApproval, manual);
    const plan = { ...planned.plan, hash: 'beef' };
    // The question stands when the operator writes another plan.
    const run = server.type('approve moving', {
      answer: 'y',
      ask: async () => void (await server.pivots.patchStatus('moving', { plan })),
    });
    expect(await run).toMatchObject({ code: exitCodes.failed, err: expect.stringContaining('which is beef') });
    expect(await server.specOf('moving')).not.toHaveProperty('approvedPlan');
  });

  it('asks a person, and without one wants to be told the hash', async () => {
    await server.given('asked', awaitingApproval, manual);
    expect(await server.type('approve asked', { answer: 'n' })).toMatchObject({
      code: exitCodes.failed,
      err: 'not done\n',
    });
    expect(await server.type('approve asked')).toMatchObject({
      code: exitCodes.usage,
      err: `nobody is there to ask; approve it with --plan ${hash}\n`,
    });
    expect(await server.specOf('asked')).not.toHaveProperty('approvedPlan');
    expect(await server.type('approve asked', { answer: 'y' })).toMatchObject({ code: exitCodes.done });
    expect(await server.specOf('asked')).toMatchObject({ approvedPlan: hash });
  });

  it('is too late once the pivot has begun', async () => {
    await server.given('begun', copying, manual);
    expect((await server.type('approve begun --yes')).err).toMatch(/began at .*: there is nothing left to approve/);
  });
});

describe('hold and resume', () => {
  it('set and clear spec.suspend, and nothing else', async () => {
    await server.given('held', awaitingApproval);
    const before = await server.specOf('held');
    expect(await server.type('hold held')).toMatchObject({ code: exitCodes.done });
    expect(await server.specOf('held')).toEqual({ ...(before as object), suspend: true });
    expect((await server.type('hold held')).out).toContain('is already held');
    expect(await server.type('resume held')).toMatchObject({ code: exitCodes.done });
    expect(await server.specOf('held')).toEqual(before);
  });

  it('say so when no safe point is left, or the pivot is over', async () => {
    const scaled = { namespace: 'a', name: 'b', replicas: 1 };
    await server.given('fenced', {
      ...copying,
      journal: { startedTime: 'x', fence: { bareMetalOperator: scaled, webhooks: [] } },
    });
    expect((await server.type('hold fenced')).err).toContain('no safe point is left to hold it at');
    await server.given('over', completed);
    expect((await server.type('resume over')).err).toContain('is over (Completed): there is nothing to resume');
  });
});

describe('rollback', () => {
  it('sets spec.rollback before the commit, when it is confirmed', async () => {
    await server.given('undone', copying);
    expect(await server.type('rollback undone', { answer: '' })).toMatchObject({ code: exitCodes.failed });
    expect(await server.specOf('undone')).toMatchObject({ rollback: false });
    expect(await server.type('rollback undone --yes')).toMatchObject({ code: exitCodes.done });
    expect(await server.specOf('undone')).toMatchObject({ rollback: true });
  });

  it('refuses after the commit, and stores nothing', async () => {
    const journal = { startedTime: 'x', committedTime: '2026-03-02T09:00:00Z' };
    await server.given('committed', { ...copying, journal });
    expect(await server.type('rollback committed --yes')).toMatchObject({
      code: exitCodes.failed,
      err: expect.stringContaining('was committed at 2026-03-02T09:00:00Z: from there it only goes forward'),
    });
    expect(await server.specOf('committed')).toMatchObject({ rollback: false });
  });
});

describe('status and report', () => {
  it('show each ClusterPivot in a line, of one namespace or of all', async () => {
    await server.given('stuck', stalled);
    const here = await server.type('status');
    expect(here.out.split('\n')[0]).toMatch(/^NAMESPACE +NAME +CLUSTER +PHASE +OBJECTS +HOSTS +STATE +AGE +MESSAGE$/);
    expect(here.out).toMatch(
      / stuck +stuck +Preflight +14\/14 +Stalled: OtherClusterInNamespace +\d+s +BareMetalHost /,
    );
    expect((await server.type('status -n nowhere')).err).toContain('there is no ClusterPivot in namespace nowhere');
    expect((await server.type('status -A -n nowhere')).out).toContain(' stuck ');
  });

  it('show one as a picture, and as YAML', async () => {
    await server.given('shown', copying);
    expect((await server.type('status shown')).out).toMatch(/\n {2}⠋ Copying +13 s|\n {2}⠋ Copying /);
    expect(parse((await server.type('status shown -o yaml')).out)).toMatchObject({
      kind: 'ClusterPivot',
      status: copying,
    });
  });

  it('tell what a pivot did that is over, and of no other', async () => {
    await server.given('done', completed);
    const { out } = await server.type('report done');
    expect(out).toContain('is complete since 2026-03-02T09:00:00.000Z after 1:18\n');
    expect(out).toMatch(/\nHandingOver +2026-03-02T08:59:25.000Z +22 s\n/);
    await server.given('undoing', rolledBack);
    expect((await server.type('report undoing')).out).toContain('why it was rolled back: spec.rollback is true');
    await server.given('running', copying);
    expect((await server.type('report running')).err).toContain('is not over (Copying)');
  });

  it('find the report in what was the target, where there is no ClusterPivot', async () => {
    const client = connect(inject('target'));
    const stored = { clusterPivot: 'metal3/prod', cluster: 'prod', completed: '2026-03-02T09:00:00Z', objects: 204 };
    const metadata = { namespace: 'default', name: 'moved-report' };
    await client.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { 'report.json': JSON.stringify(stored) },
    });
    await client.close();
    const connectTarget = () => ({ client: connect(inject('target')), namespace: 'default', contexts: [] });
    expect((await server.type('report moved', { connect: connectTarget })).out).toContain(
      'ClusterPivot metal3/prod of Cluster prod is complete since 2026-03-02T09:00:00Z',
    );
  });
});

describe('of a pivot that was carried out before', () => {
  const text = '204 objects moved';

  it('report tells what its status has of the report, and the report where it is the same', async () => {
    const { namespace } = server;
    await server.given('before', pivotedHere);
    const alone = (await server.type('report before')).out;
    expect(alone).toContain(`is complete since 2026-03-02T09:00:00.000Z after 1:18\n${text}\n`);
    const phases = [{ name: 'Copying', startTime: '2026-03-02T08:59:47Z', endTime: '2026-03-02T09:00:00Z' }];
    const stored = (end: string | undefined) => ({
      clusterPivot: `${namespace}/before`,
      cluster: 'before',
      source: 'uid-1',
      target: 'uid-2',
      began: '2026-03-02T08:58:42.000Z',
      committed: '2026-03-02T08:59:55.000Z',
      completed: end,
      phases,
      objects: 204,
      hosts: [{ name: 'host-00', state: 'provisioned' }],
    });
    const metadata = { namespace, name: 'before-report' };
    const client = connect(inject('source'));
    const keep = (end: string | undefined) => ({ data: { 'report.json': JSON.stringify(stored(end)) } });
    await client.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...keep(undefined) });
    expect((await server.type('report before')).out).toBe(alone);
    for (const [end, is] of [
      ['2026-03-02T10:00:00.000Z', false],
      ['2026-03-02T09:00:00.000Z', true],
    ] as const) {
      await client.patch(configMaps, metadata, { type: 'merge', body: keep(end) });
      const { out } = await server.type('report before');
      expect(/\nCopying +2026-03-02T08:59:47Z +13 s\n\nHOST +STATE\nhost-00 +provisioned\n/.test(out)).toBe(is);
    }
    await client.close();
  });

  it('status says that it is Ready', async () => {
    expect((await server.type('status')).out).toMatch(/ before +before +Completed +204\/204 +14\/14 +Ready /);
  });
});

describe('run', () => {
  it('applies what flags say, and a manifest, under its own name', async () => {
    expect(await server.type('run --cluster flagged --approval Manual')).toMatchObject({ code: exitCodes.done });
    expect(await server.specOf('flagged')).toMatchObject({ clusterName: 'flagged', approval: 'Manual' });
    const text =
      'apiVersion: pivot.metal3.io/v1alpha1\nkind: ClusterPivot\nmetadata: {name: filed}\nspec: {clusterName: c}\n';
    expect(await server.type('run -f pivot.yaml', { files: new Map([['pivot.yaml', text]]) })).toMatchObject({
      code: exitCodes.done,
    });
    const { metadata } = (await server.pivots.get('filed')).body as {
      metadata?: { managedFields?: { manager: string }[] };
    };
    expect(metadata?.managedFields?.map(({ manager }) => manager)).toEqual(['kubectl-clusterpivot']);
  });

  it('says what is wrong before it stores anything', async () => {
    expect(await server.type('run --cluster No_Name')).toMatchObject({
      code: exitCodes.failed,
      err: expect.stringMatching(/^the ClusterPivot is not valid: spec.clusterName/),
    });
    expect(await server.type('run')).toMatchObject({ code: exitCodes.usage });
  });

  it('with --wait ends as the pivot does', async () => {
    await server.given('waited', { ...copying, conditions: conditions('working', 'InProgress') });
    const running = server.type('run waited --cluster waited --wait --stalled-for 0');
    await server.pivots.patchStatus('waited', rolledBack);
    expect(await running).toMatchObject({ code: exitCodes.rolledBack, out: expect.stringContaining('RolledBack') });
  });
});
