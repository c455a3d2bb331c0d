/** A testbed that nobody has pivoted yet. */
import { untilAtRest } from '../hosts-at-rest.ts';
import type { Progress } from '../progress.ts';
import { resetTestbed, type Testbed, type TestbedOptions, upTestbed } from '../testbed.ts';

/** What a pivot leaves behind first in each cluster: the operator, or the providers. */
async function isUsed({ source, target }: Testbed): Promise<boolean> {
  const [inSource, inTarget] = await Promise.all([
    source.kubectl(['get', 'namespaces', '--output=name']),
    target.kubectl(['get', 'crds', '--output=name']),
  ]);
  const ironic = await source.kubectl([
    'get',
    'deployment',
    'metal3-ironic',
    '--namespace=baremetal-operator-system',
    '--output=jsonpath={.spec.replicas}',
    '--ignore-not-found',
  ]);
  return (
    inSource.includes('namespace/clusterpivot-system') ||
    inTarget.includes('providers.clusterctl.cluster.x-k8s.io') ||
    ironic !== '1'
  );
}

/** Brings the testbed up, or back to how it was when it came up. */
export async function freshTestbed(options: TestbedOptions, namespace: string, progress: Progress): Promise<Testbed> {
  const testbed = await upTestbed(options, progress);
  if (await isUsed(testbed)) await resetTestbed(testbed, progress);
  await untilAtRest({ cluster: testbed.source, namespace, fixture: testbed.fixture }, progress);
  return testbed;
}
