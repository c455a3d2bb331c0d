/** What one API server tells of itself. */
import type { Clock } from '../../kube/clock.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import type { ServerFacts } from '../../pivot/survey.ts';
import type { Asker } from './asker.ts';

export async function readServer(client: ClusterClient, _clock: Clock, { ask }: Asker): Promise<ServerFacts> {
  const version = await ask(async () => client.getRaw<{ readonly gitVersion?: string }>('/version'));
  return {
    version: version.gitVersion ?? '',
    requests: 0,
    failures: [],
    latencyMs: 0,
    clockAheadMs: undefined,
    expiries: [],
    missingRights: [],
    webhooks: [],
    providerDeployments: [],
    namespaceLabels: undefined,
  };
}
