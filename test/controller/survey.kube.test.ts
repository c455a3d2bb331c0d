/** Both API servers are asked for real: what each check of their answers says of a world that is wrong, and of one that is not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterPivot } from '../../src/api/clusterpivot.ts';
import { clusterPivots, clusterRoles, deployments, namespaces, nodes, providers } from '../../src/api/resources.ts';
import { startAsking } from '../../src/controller/survey/asker.ts';
import { readStability } from '../../src/controller/survey/stability.ts';
import { systemClock } from '../../src/kube/clock.ts';
import { connect } from '../../src/kube/connect.ts';
import { askedChecks } from '../../src/pivot/checks/asked.ts';
import { startTcpProxy } from '../env/tcp-proxy.ts';
import { ask, servers } from '../pivot/checks/asked-given.ts';
import { askedCases, makeIronicFrom, prepareClusters, settingsIn } from './asked-cases.ts';
import { inWords } from './audit-trail.ts';
import { createWorld } from './create-world.ts';
import { providerObject } from './install.ts';
import { metal3Machines, objectOf } from './minimal-crds.ts';
import { expectNothingWritten, expectNothingWrittenByAny } from './silence.ts';
import {
  conditionOf,
  createPivot,
  kubeconfigFor,
  openStage,
  operatorUser,
  refusals,
  type Stage,
  targetUserOf,
  untilReason,
} from './stage.ts';
import { change, createObjects, deployment, plant, sharedNamespace, type World } from './world.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await prepareClusters(stage);
  await stage.startOperator();
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

/** A pivot that shows its plan and does nothing else. */
async function givenPlan(namespace: string, broken?: (world: World) => void | Promise<void>): Promise<void> {
  const { spec } = await createWorld(stage, namespace, broken === undefined ? {} : { broken });
  await createPivot(stage, namespace, { ...spec, mode: 'Plan' });
}

async function end(namespace: string): Promise<void> {
  await expectNothingWritten(stage, namespace);
  await stage.source.admin.delete(clusterPivots, { namespace, name: 'pivot' });
}

/** Of the checks that are asked of both clusters: what did not pass. */
function told({ status }: ClusterPivot): readonly string[] {
  const names = new Set(askedChecks.map(({ name }) => name));
  return (status.checks?.results ?? [])
    .filter(({ check }) => names.has(check))
    .map(({ check, outcome, message }) => `${outcome} ${check}: ${message}`);
}

describe('a pivot with', () => {
  it.each(askedCases)('$name says so, and writes nothing', async (given) => {
    const { namespace, reason, stalled } = given;
    const { spec } = await createWorld(stage, namespace, { broken: given.given, after: given.after });
    await createPivot(stage, namespace, { ...spec, mode: 'Plan' });
    const pivot = await untilReason(stage, namespace, reason);
    const text = typeof given.message === 'string' ? given.message : await given.message(stage);
    expect(pivot.status).toMatchObject({ phase: 'Preflight', message: text });
    expect(conditionOf(pivot, 'Stalled')).toMatchObject({ status: stalled ? 'True' : 'False' });
    await end(namespace);
  });
});

describe('a pivot with nothing wrong', () => {
  it('passes every check once the target has its namespace', async () => {
    await givenPlan('right', ({ target, namespace }) => plant(target, namespaces, { name: namespace }));
    const pivot = await untilReason(stage, 'right', 'PlanOnly');
    expect(told(pivot)).toEqual([]);
    expect(pivot.status.checks).toMatchObject({ failed: 0, pending: 0 });
    await expectTriedOut('right');
    await end('right');
  });

  it('waits for the answers that only Preparing makes possible', async () => {
    await givenPlan('fresh');
    const pivot = await untilReason(stage, 'fresh', 'PlanOnly');
    const open = told(pivot);
    expect(open.map((line) => line.split(':')[0])).toEqual(['Pending CreatesAdmitted', 'Pending NothingPruned']);
    expect(open[0]).toContain(
      'cannot be tried out yet: the target has no Namespace fresh yet (and 17 more); known once the target is prepared',
    );
    await end('fresh');
  });
});

describe("manifests of the target's Ironic", () => {
  it('are tried out there, but for what needs another of them, or a Namespace that nobody makes', async () => {
    await givenPlan('manifests', (world) => {
      const { target, namespace } = world;
      plant(target, namespaces, { name: namespace });
      const made = objectOf(namespaces, { name: 'made' });
      makeIronicFrom(world, [made, settingsIn('made'), settingsIn(namespace), settingsIn('nowhere')]);
    });
    const pivot = await untilReason(stage, 'manifests', 'PlanOnly');
    expect(told(pivot)).toEqual([
      "Warning DryRunsAnswered: ConfigMap made/ironic-settings cannot be tried out: Namespace made, which it needs, is applied together with it; whether it will be admitted shows only when it is too late; make in the target what it needs, or set the webhook's sideEffects to None or NoneOnDryRun if that is true",
      'Pending ManifestsAdmitted: ConfigMap nowhere/ironic-settings cannot be tried out yet: the target has no Namespace nowhere; known once the target is prepared',
    ]);
    expect(await triedIn('target', targetUserOf('manifests'))).toContain('patch configmaps manifests/ironic-settings');
    await end('manifests');
  });
});

/** Every object was created and deleted in a dry run, and by nobody else than who would do it. */
async function expectTriedOut(namespace: string): Promise<void> {
  const machine = `${metal3Machines.plural} ${namespace}/worker-0`;
  expect(await triedIn('source', operatorUser)).toContain(`delete ${machine}`);
  const tried = await triedIn('target', targetUserOf(namespace));
  expect(tried.filter((words) => words.startsWith('create'))).toHaveLength(18);
}

async function triedIn(side: 'source' | 'target', user: string): Promise<readonly string[]> {
  const entries = await stage[side].audit.entries();
  return entries.filter((entry) => entry.user === user && entry.dryRun).map(inWords);
}

describe('a warning', () => {
  const warnings: readonly (readonly [
    what: string,
    namespace: string,
    (world: World) => void | Promise<void>,
    said: string,
  ])[] = [
    [
      'marks of Helm',
      'helm-marks',
      ({ source }) =>
        change(source, 'Cluster/prod', { metadata: { annotations: { 'meta.helm.sh/release-name': 'cluster' } } }),
      'Warning NoGitOpsMarks: Cluster helm-marks/prod carries marks of release cluster (Helm); see to it that nobody applies it to the source again, and that a tool of the target does not prune it',
    ],
    [
      'versions that were never tried together',
      'skewed',
      ({ target }) => {
        const image = 'registry.example/baremetal-operator:v0.12.0';
        target.set('Deployment/skewed-bmo', deployment('skewed-bmo', 1, [{ name: 'manager', image }]));
      },
      'Warning VersionsSupported: Bare Metal Operator v0.12.0 in the target is beside CAPM3 v1.14.0, which is built and tested with 0.14; upgrade what is behind; nobody has tried these together',
    ],
    [
      'a certificate for ten hours',
      'ten-hours',
      async ({ source, namespace }) => {
        const value = await kubeconfigFor(stage.target, targetUserOf(namespace), { notAfter: inTenHours });
        change(source, 'Secret/prod-kubeconfig', { stringData: { value } });
      },
      `Warning CredentialsLast: The client certificate in Secret ten-hours/prod-kubeconfig (for the target) ends at ${inTenHours.toISOString()}, and has to last 26.8 h from now; renew it`,
    ],
  ];

  it.each(warnings)('of %s holds nothing up', async (_, namespace, broken, said) => {
    await givenPlan(namespace, broken);
    const pivot = await untilReason(stage, namespace, 'PlanOnly');
    expect(told(pivot)).toContain(said);
    await end(namespace);
  });
});

const inTenHours = new Date(Math.ceil(Date.now() / 1000) * 1000 + 36_000_000);

/** What all pivots of a cluster share: one after the other, each put right again. */
describe('what is installed in the clusters', () => {
  const labels = { 'cluster.x-k8s.io/provider': 'cluster-api' };
  const manager = (gates: string) => {
    const made = deployment('capi', 1, [
      { name: 'manager', image: 'registry.example/cluster-api-controller:v1.14.0', args: [`--feature-gates=${gates}`] },
    ] as never);
    return { ...made, metadata: { ...made.metadata, labels } };
  };
  const ref = { namespace: sharedNamespace, name: 'capi' };

  it('a provider that is not available holds a pivot up until it is', async () => {
    await createObjects(stage.source.admin, [manager('MachinePool=true')]);
    await createObjects(stage.target.admin, [
      { ...manager('MachinePool=true'), status: { observedGeneration: 1, replicas: 1 } },
    ]);
    await givenPlan('not-ready');
    const pivot = await untilReason(stage, 'not-ready', 'ProviderNotReady');
    expect(pivot.status.message).toBe(
      'Deployment metal3-system/capi of provider cluster-api in the target is not available; waiting until all its replicas are',
    );
    await stage.target.admin.patch(deployments, ref, {
      type: 'merge',
      subresource: 'status',
      body: { status: { updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 } },
    });
    await untilReason(stage, 'not-ready', 'PlanOnly');
    await end('not-ready');
  });

  it('other feature gates than in the source stop a pivot', async () => {
    await stage.target.admin.delete(deployments, ref);
    await createObjects(stage.target.admin, [manager('MachinePool=false,ClusterTopology=false')]);
    await givenPlan('gated');
    const pivot = await untilReason(stage, 'gated', 'FeatureGatesDiffer');
    expect(pivot.status.message).toBe(
      "Deployment metal3-system/capi has feature gate MachinePool=false in the target, where the source has MachinePool=true; initialize the target with the source's feature variables (such as CLUSTER_TOPOLOGY)",
    );
    for (const { admin } of [stage.source, stage.target]) await admin.delete(deployments, ref);
    await end('gated');
  });

  it('a right that the copy lacks stops a pivot', async () => {
    const { admin } = stage.source;
    const name = 'clusterpivot-copy';
    const role = await admin.get(clusterRoles, { name });
    const rules = (role?.['rules'] ?? []) as readonly { readonly verbs: readonly string[] }[];
    await admin.patch(
      clusterRoles,
      { name },
      {
        type: 'merge',
        body: { rules: rules.filter(({ verbs }) => !verbs.includes('patch')) },
      },
    );
    await givenPlan('no-right');
    const pivot = await untilReason(stage, 'no-right', 'RightsMissing');
    expect(pivot.status.message).toBe(
      'ServiceAccount clusterpivot-system/clusterpivot-copy in the source may not patch clusters.cluster.x-k8s.io in namespace no-right, for pausing Clusters; grant it (config/rbac and config/gitops-freeze have them all)',
    );
    await admin.patch(clusterRoles, { name }, { type: 'merge', body: { rules } });
    await end('no-right');
  });

  it('providers that are still to be installed leave checks open, and want a node to run on', async () => {
    const { admin } = stage.target;
    const provider = providerObject('metal3', 'InfrastructureProvider', 'v1.14.0');
    await admin.delete(providers, { namespace: sharedNamespace, name: provider.metadata.name });
    const taints = [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }];
    await admin.create(nodes, objectOf(nodes, { name: 'cp-0' }, { spec: { taints } }));
    await givenPlan('installing');
    const pivot = await untilReason(stage, 'installing', 'PlanOnly');
    expect(told(pivot).map((line) => line.split(':')[0])).toEqual([
      'Warning TargetSchedulable',
      'Pending ProvidersReady',
      'Pending FeatureGatesEqual',
      'Pending WebhooksAnswer',
      'Pending CreatesAdmitted',
      'Pending NothingPruned',
    ]);
    expect(told(pivot)[0]).toContain('Node cp-0 has the taint node-role.kubernetes.io/control-plane:NoSchedule; add');
    await admin.create(providers, provider);
    await admin.delete(nodes, { name: 'cp-0' });
    await end('installing');
  });
});

describe('an API server', () => {
  const soak = { requests: 10, spacingMs: 0 };
  const asker = startAsking(1, () => undefined, new AbortController().signal);

  it('that is out of reach for some requests is not stable', async () => {
    const { access } = stage.target.plane;
    const proxy = await startTcpProxy(access.server);
    const client = connect({ server: proxy.server, caData: access.caData, token: access.token });
    let sent = 0;
    const sleep = async () => {
      sent += 1;
      if (sent === 8) await proxy[Symbol.asyncDispose]();
    };
    const facts = await readStability(client, { clock: { ...systemClock, sleep }, soak }, asker);
    await client.close();
    expect(facts.failures).toHaveLength(3);
    expect(ask('ServersStable', servers({}, facts))).toMatchObject({
      reason: 'ApiNotStable',
      message: expect.stringMatching(
        /^API server of the target failed 3 of 10 requests \(get \/readyz: no answer: .+\); waiting until it answers each of them$/,
      ) as unknown,
    });
  });

  it('answers each of them else, at the time that it is', async () => {
    const facts = await readStability(stage.target.admin, { clock: systemClock, soak }, asker);
    expect(ask('ServersStable', servers({}, facts))).toBeUndefined();
    expect(ask('ClocksAgree', servers({}, facts))).toBeUndefined();
    expect(facts.clockAheadMs).toBe(0);
    expect(facts.latencyMs).toBeGreaterThan(0);
  });

  it('whose clock is not ours is told of', async () => {
    const clock = { ...systemClock, now: () => Date.now() + 10_000 };
    const facts = await readStability(stage.source.admin, { clock, soak }, asker);
    expect(ask('ClocksAgree', servers(facts))).toMatchObject({
      reason: 'ClockSkew',
      message: expect.stringMatching(
        /^API server of the source has a clock that is (9|10)\.\d s behind ours; synchronize/,
      ) as unknown,
    });
  });
});

it('all of them together wrote nothing, and missed no right', async () => {
  await expectNothingWrittenByAny(stage);
  expect(refusals(stage)).toEqual([]);
});
