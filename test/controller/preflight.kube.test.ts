import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clusterPivotCrd } from '../../src/api/crd.ts';
import type { KubeObject } from '../../src/api/kube-object.ts';
import {
  bareMetalHosts,
  clusterPivots,
  customResourceDefinitions,
  deployments,
  providers,
} from '../../src/api/resources.ts';
import { objectChecks } from '../../src/pivot/checks/objects.ts';
import type { BadInput } from './bad-input.ts';
import { clusterCases, targetCases } from './cluster-cases.ts';
import { createWorld } from './create-world.ts';
import { apply, providerObject } from './install.ts';
import { kubeconfigCases } from './kubeconfig-cases.ts';
import { objectCases, oddities } from './object-cases.ts';
import { expectNothingWritten, expectNothingWrittenByAny } from './silence.ts';
import { conditionOf, createPivot, eventsOf, openStage, pivotNow, refusals, type Stage, untilReason } from './stage.ts';
import { change, createObjects, deployment, sharedNamespace, type World } from './world.ts';

const cases = [...clusterCases, ...objectCases, ...targetCases, ...kubeconfigCases];
let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await givenUnreadableStatus('unreadable');
  await Promise.all(cases.map(givenBadInput));
  await stage.startOperator();
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

async function givenBadInput({ namespace, given, after }: BadInput): Promise<void> {
  const { spec } = await createWorld(stage, namespace, { broken: given, after });
  await createPivot(stage, namespace, spec);
}

/** A world that could be pivoted, and a ClusterPivot with these fields beside those that it needs. */
async function givenPivot(
  namespace: string,
  fields: Readonly<Record<string, unknown>>,
  broken?: (world: World) => void,
) {
  const { spec } = await createWorld(stage, namespace, broken === undefined ? {} : { broken });
  await createPivot(stage, namespace, { ...spec, ...fields });
}

async function expectEvent(namespace: string, event: { type: string; reason: string; note: string }): Promise<void> {
  const object = pivotNow(stage, namespace)?.metadata.uid;
  const seen = async () => (await eventsOf(stage, namespace)).map(inShort);
  await expect.poll(seen, { timeout: 10_000 }).toContainEqual({ object, action: 'Preflight', ...event });
}

function inShort({ type, reason, action, note, regarding }: KubeObject) {
  return { type, reason, action, note, object: (regarding as { uid: string }).uid };
}

describe('a pivot with', () => {
  it.each(cases)('$name says so, and writes nothing', async ({ namespace, reason, stalled, message }) => {
    const text = typeof message === 'string' ? message : await message(stage);
    await untilReason(stage, namespace, reason);
    // An API server that stumbles is told of as well, until it is asked again.
    await expect
      .poll(() => pivotNow(stage, namespace)?.status, { timeout: 30_000 })
      .toMatchObject({ phase: 'Preflight', message: text, observedGeneration: 1, journal: {} });
    const pivot = pivotNow(stage, namespace);
    const said = { reason, message: text, observedGeneration: 1 };
    expect(conditionOf(pivot, 'PreflightPassed')).toMatchObject({ status: 'False', ...said });
    expect(conditionOf(pivot, 'Ready')).toMatchObject({ status: 'False', ...said });
    // As kstatus wants it: exactly one of the two.
    expect(conditionOf(pivot, 'Stalled')).toMatchObject(stalled ? { status: 'True', ...said } : { status: 'False' });
    expect(conditionOf(pivot, 'Reconciling')).toMatchObject({ status: stalled ? 'False' : 'True', ...said });
    expect(conditionOf(pivot, 'PlanApproved')).toMatchObject({ status: 'Unknown', reason: 'WaitingForEarlierPhase' });
    expect(conditionOf(pivot, 'SourceDisposable')).toMatchObject({ status: 'False' });
    await expectEvent(namespace, { type: stalled ? 'Warning' : 'Normal', reason, note: text });
    await expectNothingWritten(stage, namespace);
  });

  // Else the operator would be busy looking at all of them again for the rest of this file.
  afterAll(async () => {
    const { admin } = stage.source;
    await Promise.all(cases.map(({ namespace }) => admin.delete(clusterPivots, { namespace, name: 'pivot' })));
  });
});

describe('a pivot may begin with', () => {
  it.each(oddities)('$name', async ({ namespace, given, warning }) => {
    await givenPivot(namespace, { approval: 'Manual' }, given);
    const { status } = await untilReason(stage, namespace, 'PlanNotApproved');
    const told = objectChecks.map(({ name }) => status.checks?.results.find(({ check }) => check === name));
    const runbook = `docs/runbook/preflight.md#${warning?.check.toLowerCase()}`;
    expect(told.filter((result) => result !== undefined)).toEqual(
      warning === undefined ? [] : [{ ...warning, outcome: 'Warning', runbook }],
    );
    await expectNothingWritten(stage, namespace);
    await stage.source.admin.delete(clusterPivots, { namespace, name: 'pivot' });
  });
});

it('a ClusterPivot whose status cannot be read is told of in an Event, and is not touched', async () => {
  const note = 'status is not valid: journal.fence: Invalid input: expected object, received string';
  const seen = async () => (await eventsOf(stage, 'unreadable')).map(inShort);
  const object = pivotNow(stage, 'unreadable')?.metadata.uid;
  await expect
    .poll(seen, { timeout: 10_000 })
    .toEqual([{ type: 'Warning', reason: 'NotUnderstood', action: 'Parsing', note, object }]);
  const versions = stage.history.filter(({ metadata }) => metadata.namespace === 'unreadable');
  expect(versions.map(({ status }) => status).at(-1)).toEqual(forged);
});

const forged = { observedGeneration: -1, journal: { startedTime: '2026-01-01T00:00:00Z', fence: 'none' } };

/** Stored while the CRD was laxer than this operator: by an older release, or by somebody who changed it. */
async function givenUnreadableStatus(namespace: string): Promise<void> {
  const { admin } = stage.source;
  const lax = JSON.parse(JSON.stringify(clusterPivotCrd()), (field, value) =>
    field === 'fence' ? { type: 'string' } : value,
  ) as KubeObject;
  await givenPivot(namespace, {});
  await apply(admin, customResourceDefinitions, lax);
  const body = { status: forged };
  const ref = { namespace, name: 'pivot' };
  const store = () => admin.patch(clusterPivots, ref, { type: 'merge', body, subresource: 'status' });
  await vi.waitFor(store, { timeout: 20_000, interval: 100 });
  await apply(admin, customResourceDefinitions, clusterPivotCrd());
}

describe('a pivot that could begin', () => {
  it('waits for approval of exactly this plan, and no other', async () => {
    await givenPivot('unapproved', { approval: 'Manual' });
    const first = await untilReason(stage, 'unapproved', 'PlanNotApproved');
    const hash = first.status.plan?.hash ?? '';
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    const demand = `set spec.approvedPlan of ClusterPivot unapproved/pivot to ${hash}`;
    expect(first.status).toMatchObject({ phase: 'AwaitingApproval', message: `no plan is approved; ${demand}` });
    expect(conditionOf(first, 'PreflightPassed')).toMatchObject({ status: 'True', reason: 'Met' });
    expect(conditionOf(first, 'PlanApproved')).toMatchObject({ status: 'False', reason: 'PlanNotApproved' });
    expect(conditionOf(first, 'Reconciling')).toMatchObject({ status: 'True' });
    const other = hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    await patchPivot('unapproved', { approvedPlan: other });
    await expect
      .poll(() => pivotNow(stage, 'unapproved')?.status, { timeout: 10_000 })
      .toMatchObject({
        observedGeneration: 2,
        message: `the approved plan ${other} is not the current one; ${demand}`,
      });
    await expectNothingWritten(stage, 'unapproved');
  });

  it('stops with its plan in mode Plan', async () => {
    await givenPivot('planned', { mode: 'Plan' });
    const pivot = await untilReason(stage, 'planned', 'PlanOnly');
    expect(pivot.status).toMatchObject({
      phase: 'AwaitingApproval',
      message: 'the plan is in status.plan; set spec.mode to Execute to carry it out',
      hosts: { total: 2, ready: 2 },
      journal: {},
    });
    expect(pivot.status.plan).toEqual({
      hash: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
      objects: 18,
      kinds: [
        { kind: 'BareMetalHost', count: 2 },
        { kind: 'Cluster', count: 1 },
        { kind: 'HardwareData', count: 2 },
        { kind: 'HostFirmwareSettings', count: 2 },
        { kind: 'IPPool', count: 1 },
        { kind: 'Machine', count: 1 },
        { kind: 'MachineDeployment', count: 1 },
        { kind: 'MachineSet', count: 1 },
        { kind: 'Metal3Cluster', count: 1 },
        { kind: 'Metal3DataTemplate', count: 1 },
        { kind: 'Metal3Machine', count: 1 },
        { kind: 'Secret', count: 4 },
      ],
      hosts: [
        { name: 'host-0', state: 'provisioned', claimed: true },
        { name: 'spare', state: 'available', claimed: false },
      ],
      steps: [
        'label baremetalhosts.metal3.io, hardwaredata.metal3.io, hostfirmwaresettings.metal3.io in the source for clusterctl',
        'label baremetalhosts.metal3.io, hardwaredata.metal3.io, hostfirmwaresettings.metal3.io in the target for clusterctl',
        'create Namespace planned in the target',
        'scale Deployment metal3-system/planned-bmo in the source from 1 to 0',
        'scale Deployment metal3-system/planned-ironic in the source from 1 to 0',
        'scale Deployment metal3-system/planned-ironic in the target to 1',
      ],
      estimate: { pauseSeconds: expect.any(Number) as unknown },
    });
    for (const type of ['Ready', 'Reconciling', 'Stalled']) {
      expect(conditionOf(pivot, type)).toMatchObject({ status: 'False' });
    }
    await expectNothingWritten(stage, 'planned');
  });

  it('holds where suspended', async () => {
    await givenPivot('suspended', { suspend: true });
    const pivot = await untilReason(stage, 'suspended', 'Suspended');
    expect(pivot.status).toMatchObject({
      phase: 'AwaitingApproval',
      message: 'suspended before anything was written; set spec.suspend to false',
      journal: {},
    });
    expect(conditionOf(pivot, 'Reconciling')).toMatchObject({ status: 'False', reason: 'Suspended' });
    await expectNothingWritten(stage, 'suspended');
  });

  it('waits for a host under provisioning by its name, and goes on by itself', async () => {
    const state = (name: string) => ({ status: { provisioning: { state: name } } });
    await givenPivot('busy', { approval: 'Manual' }, ({ source }) =>
      change(source, 'BareMetalHost/host-0', state('provisioning')),
    );
    const pivot = await untilReason(stage, 'busy', 'HostNotSteady');
    const message = 'BareMetalHost busy/host-0 is provisioning; waiting until no operation is under way';
    expect(pivot.status).toMatchObject({ phase: 'Preflight', message, hosts: { total: 2, ready: 1 } });
    expect(conditionOf(pivot, 'Reconciling')).toMatchObject({ status: 'True', reason: 'HostNotSteady', message });
    await expectEvent('busy', { type: 'Normal', reason: 'HostNotSteady', note: message });
    const host = { namespace: 'busy', name: 'host-0' };
    await stage.source.admin.patch(bareMetalHosts, host, {
      type: 'merge',
      body: state('provisioned'),
      subresource: 'status',
    });
    await untilReason(stage, 'busy', 'PlanNotApproved');
    await expectNothingWritten(stage, 'busy');
  });

  it('lets an older one in its namespace go first, and goes on when that is gone', async () => {
    // Names in the order of creation, since creationTimestamp has whole seconds only.
    const { spec } = await createWorld(stage, 'rivals');
    await createPivot(stage, 'rivals', { ...spec, approval: 'Manual' }, 'a');
    await createPivot(stage, 'rivals', { ...spec, approval: 'Manual' }, 'pivot');
    const pivot = await untilReason(stage, 'rivals', 'AnotherPivotActive');
    expect(pivot.status).toMatchObject({
      phase: 'Preflight',
      message:
        'ClusterPivot rivals/a was here first, and a pivot moves its whole namespace; waiting until it is complete, rolled back or deleted',
    });
    expect(conditionOf(pivot, 'Reconciling')).toMatchObject({ status: 'True', reason: 'AnotherPivotActive' });
    await untilReason(stage, 'rivals', 'PlanNotApproved', 'a');
    await stage.source.admin.delete(clusterPivots, { namespace: 'rivals', name: 'a' });
    await untilReason(stage, 'rivals', 'PlanNotApproved');
    // The last that is seen of an object is its deletion.
    const seen = stage.history.filter(({ metadata }) => metadata.namespace === 'rivals');
    const olderGone = seen.findLastIndex(({ metadata }) => metadata.name === 'a');
    const wentOn = seen.findIndex(
      ({ metadata, status }) => metadata.name === 'pivot' && status.plan !== undefined && status.phase !== 'Preflight',
    );
    expect(wentOn).toBeGreaterThan(olderGone);
    await expectNothingWritten(stage, 'rivals');
  });

  it('is gone at once when deleted', async () => {
    await givenPivot('deleted', { approval: 'Manual' });
    await untilReason(stage, 'deleted', 'PlanNotApproved');
    await stage.source.admin.delete(clusterPivots, { namespace: 'deleted', name: 'pivot' });
    expect(await stage.source.admin.get(clusterPivots, { namespace: 'deleted', name: 'pivot' })).toBeUndefined();
    await expectNothingWritten(stage, 'deleted');
  });
});

async function patchPivot(namespace: string, spec: Readonly<Record<string, unknown>>): Promise<void> {
  await stage.source.admin.patch(clusterPivots, { namespace, name: 'pivot' }, { type: 'merge', body: { spec } });
}

/** What all pivots share: one after the other. */
describe('what is installed in the clusters', () => {
  const bareMetalOperator = [{ name: 'manager', image: 'registry.example/metal3-io/baremetal-operator:v0.13.0' }];

  it('a Bare Metal Operator that nobody names is found by its image, when there is exactly one', async () => {
    const { spec } = await createWorld(stage, 'unnamed');
    const { target } = spec['bareMetalOperator'] as { target: object };
    await createPivot(stage, 'unnamed', { ...spec, approval: 'Manual', bareMetalOperator: { target } });
    const none = await untilReason(stage, 'unnamed', 'BareMetalOperatorNotFound');
    expect(none.status).toMatchObject({
      phase: 'Preflight',
      message:
        'no Deployment in the source runs the Bare Metal Operator; install it there, or name it in spec.bareMetalOperator.source',
    });
    const { admin } = stage.source;
    await createObjects(admin, [deployment('found', 1, bareMetalOperator)]);
    await untilReason(stage, 'unnamed', 'PlanNotApproved');
    await createObjects(admin, [deployment('other', 1, bareMetalOperator)]);
    const two = await untilReason(stage, 'unnamed', 'BareMetalOperatorAmbiguous');
    const message =
      'Deployments metal3-system/found and metal3-system/other in the source both run the Bare Metal Operator; name one in spec.bareMetalOperator.source';
    expect(two.status).toMatchObject({ phase: 'Preflight', message });
    expect(conditionOf(two, 'Stalled')).toMatchObject({ status: 'True', message });
    await expectEvent('unnamed', { type: 'Warning', reason: 'BareMetalOperatorAmbiguous', note: message });
    await admin.delete(deployments, { namespace: sharedNamespace, name: 'other' });
    await untilReason(stage, 'unnamed', 'PlanNotApproved');
    await expectNothingWritten(stage, 'unnamed');
  });

  it('a provider that the target lacks, or has in an older version, stops a pivot until that is mended', async () => {
    const { admin } = stage.target;
    const present = providerObject('metal3', 'InfrastructureProvider', 'v1.14.0');
    const { name, namespace = '' } = present.metadata;
    await admin.delete(providers, { namespace, name });
    await givenPivot('lacking', { approval: 'Manual', providers: { install: 'Preinstalled' } });
    await expectStalled('lacking', {
      reason: 'ProviderMissingInTarget',
      message:
        'the target lacks InfrastructureProvider metal3 v1.14.0, and spec.providers.install is Preinstalled; install them with clusterctl init',
    });
    await admin.create(providers, providerObject('metal3', 'InfrastructureProvider', 'v1.14.0-rc.1'));
    await givenPivot('outdated', { approval: 'Manual' });
    await expectStalled('outdated', {
      reason: 'ProviderOlderInTarget',
      message:
        'InfrastructureProvider metal3 is v1.14.0-rc.1 in the target and v1.14.0 in the source; upgrade it in the target with clusterctl upgrade',
    });
    await admin.patch(providers, { namespace, name }, { type: 'merge', body: { version: 'v1.15.0' } });
    for (const both of ['lacking', 'outdated']) {
      const pivot = await untilReason(stage, both, 'PlanNotApproved');
      expect(conditionOf(pivot, 'PreflightPassed')).toMatchObject({ status: 'True' });
    }
  });

  async function expectStalled(namespace: string, said: { reason: string; message: string }): Promise<void> {
    const pivot = await untilReason(stage, namespace, said.reason);
    expect(pivot.status).toMatchObject({ phase: 'Preflight', message: said.message });
    expect(conditionOf(pivot, 'Stalled')).toMatchObject({ status: 'True', ...said });
    await expectEvent(namespace, { type: 'Warning', reason: said.reason, note: said.message });
    await expectNothingWritten(stage, namespace);
  }
});

it('all of them together wrote nothing, and missed no right', async () => {
  await expectNothingWrittenByAny(stage);
  expect(refusals(stage)).toEqual([]);
});
