/** What a pivot changes around the objects that it moves: labels of CRDs, replicas, webhooks, namespaces. */
import type { TestbedCluster } from '../../testbed/cluster.ts';
import type { Testbed } from '../../testbed/testbed.ts';

interface Listed {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: object };
    readonly spec?: { readonly replicas?: number };
    readonly webhooks?: readonly { readonly name: string; readonly failurePolicy: string }[];
  }[];
}

async function list(cluster: TestbedCluster, resource: string, ...more: readonly string[]): Promise<Listed['items']> {
  return (JSON.parse(await cluster.kubectl(['get', resource, '--output=json', ...more])) as Listed).items;
}

/** Of the Metal3 side only: what clusterctl init installs in the target stays there after a rollback. */
async function of(cluster: TestbedCluster) {
  const [crds, deployments, webhooks, namespaces] = await Promise.all([
    list(cluster, 'customresourcedefinitions'),
    list(cluster, 'deployments', '--namespace=baremetal-operator-system'),
    list(cluster, 'validatingwebhookconfigurations'),
    list(cluster, 'namespaces'),
  ]);
  return {
    labels: crds
      .filter(({ metadata }) => /^[a-z]+\.metal3\.io$/.test(metadata.name))
      .map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
    replicas: deployments.map(({ metadata, spec }) => [metadata.name, spec?.replicas]),
    policies: webhooks
      .filter(({ metadata }) => metadata.name.includes('baremetal'))
      .flatMap((one) => one.webhooks ?? [])
      .map(({ name, failurePolicy }) => [name, failurePolicy]),
    metal3: namespaces.some(({ metadata }) => metadata.name === 'metal3'),
  };
}

export type Surroundings = Readonly<Record<'source' | 'target', Awaited<ReturnType<typeof of>>>>;

export async function readSurroundings({ source, target }: Testbed): Promise<Surroundings> {
  const [inSource, inTarget] = await Promise.all([of(source), of(target)]);
  return { source: inSource, target: inTarget };
}
