/** doctor and plan on two real API servers that could be pivoted, without the operator: what is found, and that nothing is stored. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { bareMetalHosts, clusterPivots, customResourceDefinitions, serviceAccounts } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import { checks } from '../../src/pivot/checks/index.ts';
import { exitCodes } from '../../src/plugin/exit-codes.ts';
import { storesNothing } from '../../testbed/witness/audit-entry.ts';
import { inWords } from '../controller/audit-trail.ts';
import { createWorld } from '../controller/create-world.ts';
import { openStage, ownNamespace, type Stage, targetUserOf } from '../controller/stage.ts';
import { runLine } from './test-shell.ts';

let stage: Stage;
let files: Map<string, string>;
const namespace = 'laptop';
const person = 'person-with-a-laptop';

beforeAll(async () => {
  stage = await openStage();
  const { admin } = stage.source;
  const { spec } = await createWorld(stage, namespace);
  await admin.delete(customResourceDefinitions, { name: 'clusterpivots.pivot.metal3.io' });
  await admin.delete(serviceAccounts, { namespace: ownNamespace, name: 'clusterpivot-copy' });
  const isKnown = async () =>
    admin.list(clusterPivots).then(
      () => true,
      () => false,
    );
  await vi.waitUntil(async () => !(await isKnown()), { timeout: 20_000 });
  const manifest = {
    apiVersion: 'pivot.metal3.io/v1alpha1',
    kind: 'ClusterPivot',
    metadata: { name: 'pivot', namespace },
    spec,
  };
  files = new Map([['pivot.yaml', stringify(manifest)]]);
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

/** As a person of the source, with the target's kubeconfig out of the Secret. */
async function type(line: string) {
  const { access, authority } = stage.source.plane;
  const { certificate, key } = await authority.client(person, ['system:masters']);
  const { server, caData } = access;
  return runLine(line, {
    files,
    connect: () => ({
      client: connect({ server, caData, clientCertificateData: certificate, clientKeyData: key }),
      namespace,
      contexts: [],
    }),
  });
}

const patience = { timeout: 180_000 };

it('finds two clusters fit, tells each check, and what it could not ask', patience, async () => {
  const { code, out, err } = await type('doctor -f pivot.yaml');
  expect(out).toMatch(/ passed, 0 failed, /);
  for (const { name } of checks) expect(out).toContain(`  ${name}\n`);
  expect(err).toContain(`the operator is not installed in namespace ${ownNamespace} of the source`);
  expect(code).toBe(exitCodes.done);
});

it('plans without the operator what the operator would plan', patience, async () => {
  const { code, out } = await type('plan -f pivot.yaml -o yaml');
  expect(code).toBe(exitCodes.done);
  const planned = parse(out) as { plan: { objects: number; hosts: object[] }; objects: { identity: string }[] };
  expect(planned.plan.objects).toBe(planned.objects.length);
  expect(planned.plan.hosts).toEqual([
    { name: 'host-0', state: 'provisioned', claimed: true },
    { name: 'spare', state: 'available', claimed: false },
  ]);
});

it('with --no-dry-runs tries nothing out', patience, async () => {
  const before = (await stage.source.audit.entries()).filter(({ user }) => user === person).length;
  expect((await type('doctor -f pivot.yaml --no-dry-runs')).err).toContain(
    'neither cluster was asked what it would admit',
  );
  expect((await stage.source.audit.entries()).filter(({ user }) => user === person)).toHaveLength(before);
});

it('names the object that speaks against it, and where to read on', patience, async () => {
  const body = { metadata: { annotations: { 'baremetalhost.metal3.io/paused': '' } } };
  await stage.source.admin.patch(bareMetalHosts, { namespace, name: 'spare' }, { type: 'merge', body });
  const { code, out } = await type('doctor -f pivot.yaml --no-dry-runs');
  expect(out).toMatch(
    /✘ failure {2}HostsNotPaused\n {4}BareMetalHost laptop\/spare .*\n(?: {4}.*\n)*? {4}docs\/runbook\/preflight\.md#hostsnotpaused\n/,
  );
  expect(code).toBe(exitCodes.unfit);
  const found = JSON.parse((await type('doctor -f pivot.yaml --no-dry-runs -o json')).out) as { checks: object[] };
  expect(found.checks).toContainEqual(
    expect.objectContaining({
      check: 'HostsNotPaused',
      outcome: 'Failure',
      runbook: 'docs/runbook/preflight.md#hostsnotpaused',
    }),
  );
});

it('has stored nothing in either cluster', async () => {
  const [inSource, inTarget] = await Promise.all([stage.source.audit.entries(), stage.target.audit.entries()]);
  const asked = inSource.filter(({ user }) => user === person);
  const inTheTarget = inTarget.filter(({ user }) => user === targetUserOf(namespace));
  // It did ask, by dry runs and reviews, or the rest would prove nothing.
  expect(asked.map(inWords)).toContain(`delete machines ${namespace}/worker-0`);
  expect(inTheTarget.length).toBeGreaterThan(0);
  expect([...asked, ...inTheTarget].filter((entry) => !storesNothing(entry)).map(inWords)).toEqual([]);
});
