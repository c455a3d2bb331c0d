/** What runs in the testbed, in words for a terminal. */
import type { TestbedCluster } from './cluster.ts';
import { type PodView, readiness } from './pods.ts';
import type { Testbed } from './testbed.ts';
import * as versions from './versions.ts';

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

async function describeCluster(cluster: TestbedCluster): Promise<string> {
  const pods = JSON.parse(await cluster.kubectl(['get', 'pods', '--all-namespaces', '--output=json'])) as {
    items: PodView[];
  };
  const ready = pods.items.map((pod) => ({ pod, answer: readiness(pod, 0) }));
  const rows = ready.map(({ pod, answer }) => [
    `  ${pod.metadata.namespace}`,
    pod.metadata.name,
    answer === 'ready' ? (pod.status.phase ?? '') : answer,
  ]);
  return [
    `${cluster.name}: node ${cluster.ip}, provisioning address ${cluster.provisioningIp}, ${ready.filter(({ answer }) => answer === 'ready').length} of ${ready.length} Pods ready`,
    `  kubeconfig ${cluster.kubeconfigPath}`,
    `  container  ${cluster.containerId.slice(0, 12)}`,
    table(rows),
  ].join('\n');
}

/** The testbed's clusters with their Pods, versions and kubeconfigs. */
export async function describeTestbed({ source, target }: Testbed): Promise<string> {
  const parts = [
    `Kubernetes ${versions.kubernetesVersion}, etcd ${versions.etcdVersion}, Cluster API ${versions.capiVersion}`,
    `cert-manager ${versions.certManagerVersion}, Bare Metal Operator ${versions.bareMetalOperatorVersion}`,
  ];
  return [parts.join(', '), await describeCluster(source), await describeCluster(target)].join('\n\n');
}
