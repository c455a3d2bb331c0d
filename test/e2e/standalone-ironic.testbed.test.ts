/** Both Ironics belong to an Ironic Standalone Operator, which starts its Ironic again whenever somebody stops it. */
import { expect, it } from 'vitest';
import { usualIronicOperator } from '../../src/api/ironic-spec.ts';
import type { TestbedCluster } from '../../testbed/cluster.ts';
import { untilAtRest } from '../../testbed/hosts-at-rest.ts';
import { ironicCrds } from '../../testbed/irso-stand-in/crd.ts';
import { ensureIrsoImage, irsoImage } from '../../testbed/irso-stand-in/image.ts';
import { irsoManifests } from '../../testbed/irso-stand-in/manifests.ts';
import type { PodTemplate } from '../../testbed/irso-stand-in/reconcile.ts';
import { bareMetalOperatorNamespace } from '../../testbed/manifests/baremetal-operator.ts';
import { ironicDeployment } from '../../testbed/manifests/ironic.ts';
import { silent } from '../../testbed/progress.ts';
import { startWitness } from '../../testbed/witness/witness.ts';
import { expectOk } from './expect-ok.ts';
import { followPivot } from './pivot-follower.ts';
import { applyPivot, clusterName, namespace, pivotRef, testbedForPivot } from './testbed-pivot.ts';
import { unlike } from './unlike.ts';

const inOperatorNamespace = `--namespace=${bareMetalOperatorNamespace}`;
const ironic = {
  apiVersion: 'ironic.metal3.io/v1alpha1',
  kind: 'Ironic',
  metadata: { name: 'ironic', namespace: bareMetalOperatorNamespace },
  spec: {},
};
const manifests = 'ironic-in-the-target';

async function apply(cluster: TestbedCluster, objects: readonly object[]): Promise<void> {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  await cluster.kubectl(['apply', '--server-side', '--force-conflicts', '--filename=-'], list);
}

/** The operator in the place of the Deployment that the testbed comes with. */
async function installOperator(cluster: TestbedCluster): Promise<void> {
  const deployment = `deployment/${ironicDeployment}`;
  const found = JSON.parse(await cluster.kubectl(['get', deployment, inOperatorNamespace, '--output=json'])) as {
    spec: { template: PodTemplate };
  };
  await cluster.loadImage(irsoImage);
  await cluster.kubectl(['apply', '--server-side', '--filename=-'], await ironicCrds());
  await apply(cluster, irsoManifests(found.spec.template));
  const { name } = usualIronicOperator;
  await cluster.kubectl([
    'wait',
    `deployment/${name}`,
    `--namespace=${usualIronicOperator.namespace}`,
    '--for=condition=Available',
    '--timeout=90s',
  ]);
  await cluster.kubectl(['delete', deployment, inOperatorNamespace, '--cascade=foreground']);
}

async function replicas(cluster: TestbedCluster): Promise<Readonly<Record<string, number>>> {
  const of = async (name: string, where: string) =>
    Number(await cluster.kubectl(['get', `deployment/${name}`, where, '--output=jsonpath={.spec.replicas}']));
  return {
    operator: await of(usualIronicOperator.name, `--namespace=${usualIronicOperator.namespace}`),
    ironic: await of('ironic-service', inOperatorNamespace),
  };
}

it('is handed over from one Ironic resource to another, and back when the pivot is called off', async () => {
  const testbed = await testbedForPivot();
  const { source, target } = testbed;
  await ensureIrsoImage(testbed.engine, testbed.nodeBaseImage, silent);
  await Promise.all([source, target].map(installOperator));
  await apply(source, [ironic]);
  await source.kubectl(['wait', 'ironic/ironic', inOperatorNamespace, '--for=condition=Ready', '--timeout=120s']);
  // It resists: scaling its Deployment alone would not stop it.
  await source.kubectl(['scale', 'deployment/ironic-service', inOperatorNamespace, '--replicas=0']);
  await source.kubectl([
    'wait',
    'deployment/ironic-service',
    inOperatorNamespace,
    '--for=jsonpath={.spec.replicas}=1',
    '--timeout=30s',
  ]);
  await untilAtRest({ cluster: source, namespace, fixture: false }, silent);
  await apply(source, [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: manifests, namespace },
      data: { 'ironic.yaml': JSON.stringify(ironic) },
    },
  ]);
  const resource = { type: 'IronicStandalone', ...ironic.metadata };
  const spec = { ironic: { source: resource, target: { ...resource, manifestsRef: { name: manifests } } } };

  const first = await startWitness(testbed, namespace);
  {
    await using pivot = followPivot(source, namespace, clusterName);
    await applyPivot(testbed, spec);
    await pivot.until('Ironic in the target', (seen) => seen?.status.endpoint?.heldBy === 'target node target');
    expect(await replicas(source)).toEqual({ operator: 0, ironic: 0 });
    await source.kubectl(['delete', pivotRef, `--namespace=${namespace}`, '--wait=false']);
    await pivot.until('the ClusterPivot gone', (seen) => seen === undefined);
    expect(pivot.phases.slice(-2)).toEqual(['RollingBack', 'RolledBack']);
  }
  expect(await replicas(source)).toEqual({ operator: 1, ironic: 1 });
  expect(await target.kubectl(['get', 'ironics', '--all-namespaces', '--output=name'])).toBe('');
  await untilAtRest({ cluster: source, namespace, fixture: false }, silent);
  const rolledBack = await first.testify();
  expect(unlike(rolledBack.before.source, rolledBack.after.source)).toEqual([]);

  const second = await startWitness(testbed, namespace);
  await using pivot = followPivot(source, namespace, clusterName);
  await applyPivot(testbed, spec);
  await pivot.until('completed', (seen) => seen?.status.phase === 'Completed', 400);
  expect(await replicas(source)).toEqual({ operator: 0, ironic: 0 });
  expect(await replicas(target)).toEqual({ operator: 1, ironic: 1 });
  expectOk(await second.testify(), [
    { object: `ConfigMap ${namespace}/${manifests}`, reason: 'the test put it there' },
  ]);
});
