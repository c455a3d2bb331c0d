/** Connections to workload clusters, through the kubeconfig Secrets that Cluster API's convention names. */
import type { KubeObject, ObjectRef } from '../../src/api/kube-object.ts';
import { secrets } from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { connect } from '../../src/kube/connect.ts';
import { sanitizeKubeconfig } from '../../src/kube/kubeconfig.ts';

interface Secret extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

function connectTo(kubeconfig: string, what: string): ClusterClient {
  const read = sanitizeKubeconfig(kubeconfig);
  if (!read.ok) throw new Error(`${what} cannot be used: ${read.field} ${read.problem}`);
  return connect(read.config);
}

/** One connection per kubeconfig, made anew when the Secret's content changes. */
export function workloadClusters(client: ClusterClient): (cluster: Required<ObjectRef>) => Promise<ClusterClient> {
  const known = new Map<string, { readonly kubeconfig: string; readonly client: ClusterClient }>();
  return async ({ namespace, name }) => {
    const what = `Secret ${namespace}/${name}-kubeconfig`;
    const secret = await client.get<Secret>(secrets, { namespace, name: `${name}-kubeconfig` });
    const value = secret?.data?.['value'];
    if (value === undefined)
      throw new Error(`${what} with key value does not exist, so the Nodes of ${name} cannot be seen`);
    const kubeconfig = Buffer.from(value, 'base64').toString();
    const cached = known.get(what);
    if (cached?.kubeconfig === kubeconfig) return cached.client;
    await cached?.client.close();
    const fresh = connectTo(kubeconfig, what);
    known.set(what, { kubeconfig, client: fresh });
    return fresh;
  };
}
