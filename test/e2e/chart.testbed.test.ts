/**
 * The chart, by the real helm, and one pivot under it: upgraded in the middle, not uninstalled before the pivot is over, and with
 * no right that the pivot did not use.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { loadOperator, putRepository } from '../../testbed/demo/operator.ts';
import type { Testbed } from '../../testbed/testbed.ts';
import type { Evidence } from '../../testbed/witness/verdict.ts';
import { startWitness } from '../../testbed/witness/witness.ts';
import { type HelmRelease, helmRelease } from '../install/helm-release.ts';
import { releaseNamespace } from '../install/rendered.ts';
import { expectOk } from './expect-ok.ts';
import { readRights, unusedRights } from './granted-rights.ts';
import { followPivot, type PivotFollower } from './pivot-follower.ts';
import { applyPivot, clusterName, namespace, pivotRef, testbedForPivot } from './testbed-pivot.ts';

const inRelease = `--namespace=${releaseNamespace}`;
const check = 'job/clusterpivot-uninstall-check';

let testbed: Testbed;
let helm: HelmRelease;
let tested: string;
/** What was said to an uninstall in the middle. */
let refused: { readonly helm: string; readonly check: string };
let operators: { readonly before: string; readonly after: string };
let granted: Readonly<Record<'source' | 'target', readonly KubeObject[]>>;
let evidence: Evidence;

/** The namespace as docs/install.md has it, so that a Pod that is not restricted would not start. */
async function installChart(testbed: Testbed): Promise<void> {
  await loadOperator(testbed, () => undefined);
  const { source } = testbed;
  await source.kubectl(['create', 'namespace', releaseNamespace]);
  const level = 'pod-security.kubernetes.io/enforce=restricted';
  await source.kubectl(['label', 'namespace', releaseNamespace, level]);
  helm = await helmRelease(source.kubeconfigPath, ['--wait', '--timeout=3m']);
  await helm.install('image.tag=dev', 'probe.image.tag=dev');
  await putRepository(testbed, namespace);
}

async function operatorPods(): Promise<string> {
  const selector = '--selector=app.kubernetes.io/component=operator';
  return testbed.source.kubectl(['get', 'pods', inRelease, selector, '--output=jsonpath={.items[*].metadata.uid}']);
}

/** While it copies: both accounts of clusterctl are there, and everything is fenced. */
async function inTheMiddle(pivot: PivotFollower): Promise<void> {
  const { source, target } = testbed;
  await pivot.until('some copies in the target', (seen) => (seen?.status.progress?.copied ?? 0) > 20);
  granted = { source: await readRights(source), target: await readRights(target) };
  const uninstalled = await helm.uninstall().then(
    () => 'uninstalled',
    (error: unknown) => String(error),
  );
  refused = { helm: uninstalled, check: await source.kubectl(['logs', check, inRelease]) };
  const before = await operatorPods();
  await helm.rollBackToItself();
  await helm.upgrade('logLevel=debug');
  operators = { before, after: await operatorPods() };
}

beforeAll(async () => {
  testbed = await testbedForPivot(installChart);
  tested = await helm.test();
  const witness = await startWitness(testbed, namespace);
  await using pivot = followPivot(testbed.source, namespace, clusterName);
  await applyPivot(testbed);
  await inTheMiddle(pivot);
  await pivot.until('completed', (seen) => seen?.status.phase === 'Completed', 400);
  // What it made goes after the end was told, and with rights of its own.
  const left = '--selector=pivot.metal3.io/clusterpivot-uid,!pivot.metal3.io/backup';
  await testbed.source.kubectl(['wait', 'secrets', inRelease, left, '--for=delete', '--timeout=90s']);
  evidence = await witness.testify();
});

describe('the chart', () => {
  it('is installed in a namespace that lets nothing but restricted Pods in, and its own test passes', () => {
    expect(tested).toMatch(/Phase:\s+Succeeded/);
  });

  it('is upgraded while a pivot copies: another operator goes on, and no host is touched', async () => {
    expect(operators.before).not.toBe('');
    expect(operators.after).not.toBe('');
    expect(operators.after).not.toBe(operators.before);
    const deployment = ['get', 'deployment/clusterpivot-operator', inRelease, '--output=json'];
    expect(await testbed.source.kubectl(deployment)).toMatch(/"name": "LOG_LEVEL",\s+"value": "debug"/);
    expectOk(evidence);
  });

  it('is not uninstalled while a pivot is under way, and says which', () => {
    expect(refused.helm).toContain('clusterpivot-uninstall-check');
    expect(refused.check).toMatch(/^ClusterPivot metal3\/prod is under way, in phase \w+: wait until it is complete/);
  });

  it('has no right in the source that the pivot did not use, and used no other', () => {
    const audit = evidence.audit.filter(({ side }) => side === 'source');
    expect(unusedRights(granted.source, audit)).toEqual({ surplus: [], missing: [] });
  });

  it('gives its Jobs and probes no right in the target that they did not use', () => {
    const audit = evidence.audit.filter(({ side }) => side === 'target');
    expect(unusedRights(granted.target, audit)).toEqual({ surplus: [], missing: [] });
  });

  // The last: it takes the operator away.
  it('is uninstalled after the pivot: the CRD, the ClusterPivot and the backup stay', async () => {
    const { source } = testbed;
    expect(await helm.uninstall()).toMatch(/uninstalled/);
    const left = await source.kubectl(['get', 'deployments,serviceaccounts', inRelease, '--output=name']);
    expect(left.trim()).toBe('serviceaccount/default');
    expect(await source.kubectl(['get', pivotRef, `--namespace=${namespace}`, '--output=name'])).toContain(clusterName);
    const backup = ['get', 'secrets', inRelease, '--selector=pivot.metal3.io/backup', '--output=name'];
    expect(await source.kubectl(backup)).toContain('-inventory-0');
    await source.kubectl(['delete', pivotRef, `--namespace=${namespace}`, '--timeout=30s']);
    expect(await source.kubectl(['get', 'crd', 'clusterpivots.pivot.metal3.io', '--output=name'])).not.toBe('');
  });
});
