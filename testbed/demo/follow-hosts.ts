/** Keeps an eye on the BareMetalHosts of both clusters. */
import { bareMetalHosts } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import { Reflector } from '../../src/kube/reflector.ts';
import type { TestbedCluster } from '../cluster.ts';
import type { Clusters } from '../witness/witness.ts';
import { hostPlaces } from './host-places.ts';
import type { HostPlace } from './scene.ts';

export interface FollowedHosts {
  places(): readonly HostPlace[];
  stop(): Promise<void>;
}

/** Calls `onChange` whenever a host changed in either cluster. */
export function followHosts(clusters: Clusters, namespace: string, onChange: () => void): FollowedHosts {
  const follow = ({ kubeconfigPath }: TestbedCluster) => {
    const client = connect({ kubeconfigFile: kubeconfigPath });
    const reflector = new Reflector({ client, resource: bareMetalHosts, select: { namespace }, onChange });
    reflector.start();
    return { reflector, client };
  };
  const [source, target] = [follow(clusters.source), follow(clusters.target)];
  return {
    places: () => hostPlaces(source.reflector.list(), target.reflector.list()),
    stop: async () => {
      await Promise.all([source.reflector.stop(), target.reflector.stop()]);
      await Promise.all([source.client.close(), target.client.close()]);
    },
  };
}
