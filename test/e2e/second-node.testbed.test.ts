/** A target with two control-plane nodes: Ironic starts on the one that joined last, and the address goes there. */
import { expect, it } from 'vitest';
import { staysBehind } from '../../testbed/demo/operator.ts';
import { ironicImage } from '../../testbed/ironic-image.ts';
import { bareMetalOperatorNamespace } from '../../testbed/manifests/baremetal-operator.ts';
import { endpointInterface } from '../../testbed/manifests/endpoint.ts';
import { ironicDeployment } from '../../testbed/manifests/ironic.ts';
import { probeImage } from '../../testbed/probe-image.ts';
import { joinSecondNode } from '../../testbed/second-node.ts';
import { judge } from '../../testbed/witness/verdict.ts';
import { startWitness } from '../../testbed/witness/witness.ts';
import { followPivot, untilSaid } from './pivot-follower.ts';
import { applyPivot, clusterName, namespace, pivotRef, testbedForPivot } from './testbed-pivot.ts';

it('pivots onto the second of two control-plane nodes, and both are watched', async () => {
  const testbed = await testbedForPivot();
  const { source, target, places } = testbed;
  await using second = await joinSecondNode(testbed, target, [ironicImage, probeImage]);
  const onSecond = {
    nodeSelector: { 'kubernetes.io/hostname': second.name },
    tolerations: [{ key: 'clusterpivot.local/second-node', operator: 'Exists' }],
  };
  await target.kubectl([
    'patch',
    `deployment/${ironicDeployment}`,
    `--namespace=${bareMetalOperatorNamespace}`,
    `--patch=${JSON.stringify({ spec: { template: { spec: onSecond } } })}`,
  ]);
  // The witness looks for the address, and for Ironic, where they shall be in the end.
  const exec = async (argv: readonly string[]) => second.exec(argv);
  const seen = { ...testbed, target: { ...target, provisioningIp: second.provisioningIp, exec } };
  const witness = await startWitness(seen, namespace);
  await using pivot = followPivot(source, namespace, clusterName);

  const dev = ['dev', endpointInterface];
  const ownAddress = `${second.provisioningIp}/24`;
  await second.exec(['ip', 'address', 'del', ownAddress, ...dev]);
  await applyPivot(testbed, { gates: { steadySeconds: 1, holdSeconds: 20, soakSeconds: 10 } });
  const unfit = await untilSaid(pivot, 'NoStaticAddress', 'the second node has no static address', 400);
  expect(unfit).toContain(`interface ${endpointInterface} of target node ${second.name}`);
  await second.exec(['ip', 'address', 'add', ownAddress, ...dev]);

  const holder = `target node ${second.name}`;
  await pivot.until('the address on the second node', (now) => now?.status.endpoint?.heldBy === holder);
  await pivot.until('the hold', (now) => /has held and served/.test(now?.status.message ?? ''), 90);
  await target.exec(['ip', 'address', 'add', `${places.endpoint}/32`, ...dev]);
  const twice = await untilSaid(pivot, 'DuplicateAddress', 'the first node has the address as well');
  expect(twice).toContain('target node target');
  expect(twice).toContain(holder);
  await target.exec(['ip', 'address', 'del', `${places.endpoint}/32`, ...dev]);

  await pivot.until('completed', (now) => now?.status.phase === 'Completed', 400);
  expect(pivot.last()?.status.endpoint?.heldBy).toBe(holder);
  expect(pivot.phases).not.toContain('RollingBack');
  await source.kubectl(['delete', pivotRef, `--namespace=${namespace}`]);
  const verdict = judge(await witness.testify(), { boundaries: true, stay: staysBehind(namespace) });
  // What this test did to the address is no finding about the pivot.
  expect(verdict.findings.filter(({ kind }) => kind !== 'endpoint disputed')).toEqual([]);
  expect(verdict.hardware?.powerCommands).toBe(0);
});
