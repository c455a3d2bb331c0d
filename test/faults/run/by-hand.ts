/** A pivot as people do it without us: Ironic handed over, CRDs labelled, then `clusterctl move` with everything running. */
import { clusterctlLabel, moveHierarchyLabel, moveLabel } from '../../../src/api/marks.ts';
import { customResourceDefinitions, deployments } from '../../../src/api/resources.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { bareMetalOperatorNamespace } from '../../../testbed/manifests/baremetal-operator.ts';
import { ironicDeployment } from '../../../testbed/manifests/ironic.ts';
import { clusterctlFor } from '../../differential/clusterctl.ts';
import type { Stage } from '../stage/stage.ts';
import { namespace } from '../world/names.ts';
import { reset } from '../world/reset.ts';
import { seed } from '../world/seed.ts';
import { type RunEvidence, startWitness } from './witness.ts';

/** As Metal3's book labels them. */
const labels = {
  'baremetalhosts.metal3.io': { [clusterctlLabel]: '', [moveLabel]: '', [moveHierarchyLabel]: '' },
  'hardwaredata.metal3.io': { [clusterctlLabel]: '', [moveLabel]: '' },
};

async function scaleIronic(client: ClusterClient, replicas: number): Promise<void> {
  const ref = { namespace: bareMetalOperatorNamespace, name: ironicDeployment };
  await client.patch(deployments, ref, { type: 'merge', body: { spec: { replicas } } });
}

/** Rejects when clusterctl does not succeed: then nothing could be said of it. */
export async function moveByHand(stage: Stage): Promise<RunEvidence> {
  const { source, target } = stage;
  await reset(stage);
  await seed(stage);
  const witness = await startWitness(stage);
  await scaleIronic(source.admin, 0);
  for (const [name, added] of Object.entries(labels)) {
    const body = { metadata: { labels: added } };
    await source.admin.patch(customResourceDefinitions, { name }, { type: 'merge', body });
  }
  await scaleIronic(target.admin, 1);
  await using clusterctl = await clusterctlFor(source.plane.access);
  const { succeeded, output } = await clusterctl.move(namespace, target.plane.access);
  if (!succeeded) throw new Error(`clusterctl move failed:\n${output}`);
  return witness.testify();
}
