/** Do the demo's small decisions hold: options, times, commands by hand, what is applied? */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseClusterPivot } from '../../../src/api/clusterpivot.ts';
import { handSteps } from '../../../testbed/demo/by-hand.ts';
import { readOptions } from '../../../testbed/demo/options.ts';
import { pivotManifest } from '../../../testbed/demo/run-pivot.ts';
import { gateSeconds, timing, timingLines } from '../../../testbed/demo/timing.ts';
import { unrest } from '../../../testbed/hosts-at-rest.ts';
import { host } from '../witness/given.ts';

test('options have defaults, and bad ones are refused by name', () => {
  expect(readOptions([])).toEqual({ hosts: 12, byHand: false, fixture: false, json: false, keep: true });
  expect(readOptions(['--hosts', '3', '--by-hand', '--fixture', '--json', '--no-keep'])).toEqual({
    hosts: 3,
    byHand: true,
    fixture: true,
    json: true,
    keep: false,
  });
  expect(readOptions(['--help'])).toBeUndefined();
  expect(() => readOptions(['--hosts', 'many'])).toThrow('--hosts takes a whole number of at least 1, not many');
  expect(() => readOptions(['--host', '3'])).toThrow(/--host/);
});

const gates = { steadySeconds: 10, holdSeconds: 5, soakSeconds: 20, releaseSeconds: 3 };
const phase = (name: string, seconds: number) => ({
  name,
  startTime: '2026-03-02T09:00:00.000Z',
  endTime: new Date(Date.parse('2026-03-02T09:00:00Z') + seconds * 1000).toISOString(),
});

test.each([
  ['gates that took their time', [phase('Quiescing', 12), phase('HandingOver', 9)], 18],
  ['API servers that were watched for five seconds', [phase('Preflight', 7), phase('Quiescing', 12)], 15],
  ['hosts that were steady already', [phase('Quiescing', 2), phase('HandingOver', 9)], 10],
  ['phases that are not over', [{ name: 'Quiescing', startTime: '2026-03-02T09:00:00.000Z' }], 0],
])('%s', (_what, phases, expected) => {
  expect(gateSeconds(phases, gates)).toBe(expected);
});

test('times are told with and without the gates', () => {
  const times = timing({ startedAt: 1000, allBackAt: 41_000, endedAt: 63_000 }, 15);
  expect(times).toEqual({ pivotSeconds: 40, withoutGatesSeconds: 25, totalSeconds: 62 });
  expect(timingLines(times).join('\n')).toMatch(/40\.0 s.*62\.0 s[\s\S]*25\.0 s/);
});

test('by hand, commands come in the order of the book, for the right cluster', () => {
  const cluster = (kubeconfigPath: string) => ({ kubeconfigPath }) as never;
  const steps = handSteps({
    kubectl: '/bin/kubectl',
    clusterctl: '/bin/clusterctl',
    repository: { configPath: '/cache/clusterctl.yaml' } as never,
    clusters: { source: cluster('/cache/s'), target: cluster('/cache/t') },
    namespace: 'metal3',
  });
  const lines = steps.map(({ argv }) => argv.join(' '));
  expect(lines).toEqual([
    expect.stringMatching(/kubectl scale deployment\/metal3-ironic .*--replicas=0 --kubeconfig=\/cache\/s$/),
    expect.stringMatching(/clusterctl init .*--infrastructure=metal3:.* --wait-providers --kubeconfig=\/cache\/t$/),
    expect.stringMatching(/kubectl label crd baremetalhosts.metal3.io .*move-hierarchy= --kubeconfig=\/cache\/s$/),
    expect.stringMatching(/kubectl label crd hardwaredata.metal3.io .*\/move= --kubeconfig=\/cache\/s$/),
    expect.stringMatching(/kubectl scale deployment\/metal3-ironic .*--replicas=1 --kubeconfig=\/cache\/t$/),
    expect.stringMatching(/kubectl rollout status .* --kubeconfig=\/cache\/t$/),
    expect.stringMatching(/clusterctl move --to-kubeconfig=\/cache\/t --namespace=metal3 --kubeconfig=\/cache\/s$/),
  ]);
  for (const { shown } of steps) expect(shown).not.toContain('/cache/');
});

test('the demo applies a valid ClusterPivot with its own gates', () => {
  const { releaseSeconds: _, ...own } = gates;
  const manifest = pivotManifest({ name: 'prod', namespace: 'metal3', gates: own, address: '172.22.0.2' });
  const parsed = parseClusterPivot({ ...parse(manifest), status: {} });
  expect(parsed).toMatchObject({ ok: true, pivot: { spec: { clusterName: 'prod', gates: own, mode: 'Execute' } } });
});

test.each([
  ['at rest', host('h'), undefined],
  ['available', host('h', { state: 'available' }), undefined],
  ['under way', host('h', { state: 'inspecting' }), 'h is inspecting'],
  ['unseen', host('h', { state: '' }), 'h is new'],
  ['in error', host('h', { operationalStatus: 'error' }), 'h is error'],
  ['off', host('h', { poweredOn: false }), 'h is powered off'],
])('a host %s', (_what, given, expected) => {
  expect(unrest(given)).toBe(expected);
});
