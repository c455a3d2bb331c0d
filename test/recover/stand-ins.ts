/** What CAPM3 and the Bare Metal Operator do in a cluster once it is theirs, one step at a time: a clock that is waited on makes them act. */
import { type KubeObject, refOf } from '../../src/api/kube-object.ts';
import { bareMetalHosts, clusters, secrets } from '../../src/api/resources.ts';
import type { Clock } from '../../src/kube/clock.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { hostSpec, hostStatus, pausedBy, savedStatus } from '../../src/pivot/hosts.ts';

/** Time passes only when somebody sleeps; `act` is what happens meanwhile. */
export function clockOf(act: () => Promise<void>): Clock {
  let elapsed = 0;
  return {
    now: () => elapsed,
    monotonic: () => elapsed,
    sleep: async (ms) => {
      elapsed += ms;
      await act();
    },
  };
}

/** Each host takes one step: its pause is lifted, its status restored from the annotation, its BMC reached. */
export async function actOnHosts(client: ClusterClient, namespace: string): Promise<void> {
  const isPaused = (cluster: KubeObject) => (cluster['spec'] as { paused?: boolean } | undefined)?.paused === true;
  const lifts = !(await client.list(clusters, { namespace })).items.some(isPaused);
  for (const host of (await client.list(bareMetalHosts, { namespace })).items) {
    if (pausedBy(host) === 'metal3.io/capm3' && lifts) await annotate(client, host, 'baremetalhost.metal3.io/paused');
    if (pausedBy(host) === undefined) await reconcile(client, host);
  }
}

/** As the Bare Metal Operator: an annotated status is taken only by a host that has none, and is gone afterwards. */
async function reconcile(client: ClusterClient, host: KubeObject): Promise<void> {
  const saved = savedStatus(host);
  if (saved !== undefined) {
    if ((hostStatus(host).lastUpdated ?? '') === '') await setStatus(client, host, JSON.parse(saved) as object);
    await annotate(client, host, 'baremetalhost.metal3.io/status');
    return;
  }
  const name = hostSpec(host).bmc?.credentialsName ?? '';
  const secret = await client.get(secrets, { namespace: host.metadata.namespace ?? '', name });
  const proven = { credentialsVersion: secret?.metadata.resourceVersion };
  await setStatus(client, host, { goodCredentials: proven, triedCredentials: proven });
}

async function setStatus(client: ClusterClient, host: KubeObject, status: object): Promise<void> {
  const body = { status: { ...status, lastUpdated: '2026-03-02T09:30:00Z' } };
  await client.patch(bareMetalHosts, refOf(host), { type: 'merge', body, subresource: 'status' });
}

async function annotate(client: ClusterClient, host: KubeObject, gone: string): Promise<void> {
  const body = { metadata: { annotations: { [gone]: null } } };
  await client.patch(bareMetalHosts, refOf(host), { type: 'merge', body });
}
