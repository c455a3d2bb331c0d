/** Keeps an eye on the BareMetalHosts of both clusters. */
import { connect } from '../../src/kube/connect.ts';
import { followSide } from '../../src/plugin/watch/follow-hosts.ts';
import type { SeenHosts } from '../../src/plugin/watch/host-groups.ts';
import type { TestbedCluster } from '../cluster.ts';
import type { Clusters } from '../witness/witness.ts';

export interface FollowedHosts {
  now(): SeenHosts;
  stop(): Promise<void>;
}

export function followHosts({ source, target }: Clusters, namespace: string): FollowedHosts {
  const follow = ({ kubeconfigPath }: TestbedCluster) => {
    const client = connect({ kubeconfigFile: kubeconfigPath });
    return { client, hosts: followSide(client, namespace) };
  };
  const sides = { source: follow(source), target: follow(target) };
  return {
    now: () => ({ source: sides.source.hosts.now(), target: sides.target.hosts.now() }),
    stop: async () => {
      for (const { client, hosts } of Object.values(sides)) {
        await hosts.stop();
        await client.close();
      }
    },
  };
}
