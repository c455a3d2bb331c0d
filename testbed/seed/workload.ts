/** What the seeder has to know about the workload cluster, read from its kubeconfig and its API server. */
import { parse } from 'yaml';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import type { WorkloadCluster } from './cluster-objects.ts';

interface Kubeconfig {
  readonly 'current-context'?: string;
  readonly contexts?: readonly { readonly name: string; readonly context: { readonly cluster: string } }[];
  readonly clusters?: readonly {
    readonly name: string;
    readonly cluster: { readonly server?: string; readonly 'certificate-authority-data'?: string };
  }[];
}

/** Endpoint and CA of the current context. Throws with what is missing. */
function readKubeconfig(text: string): Pick<WorkloadCluster, 'endpoint' | 'caCertificate'> {
  const config = parse(text) as Kubeconfig;
  const context = config.contexts?.find((candidate) => candidate.name === config['current-context']);
  const cluster = config.clusters?.find((candidate) => candidate.name === context?.context.cluster)?.cluster;
  if (cluster?.server === undefined) throw new Error("the target's kubeconfig has no server in its current context");
  const ca = cluster['certificate-authority-data'];
  if (ca === undefined)
    throw new Error("the target's kubeconfig has no certificate-authority-data; Cluster API needs it");
  const { hostname, port } = new URL(cluster.server);
  return {
    endpoint: { host: hostname, port: port === '' ? 443 : Number(port) },
    caCertificate: Buffer.from(ca, 'base64').toString(),
  };
}

export async function readWorkload(target: ClusterClient, kubeconfig: string): Promise<WorkloadCluster> {
  const { gitVersion } = await target.getRaw<{ gitVersion: string }>('/version');
  return { ...readKubeconfig(kubeconfig), kubeconfig, version: gitVersion };
}
