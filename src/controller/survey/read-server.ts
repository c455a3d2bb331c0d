/** What one API server tells of itself, of the accounts that work there and of the webhooks there. */
import { namespaces } from '../../api/resources.ts';
import type { Clock } from '../../kube/clock.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import type { Around } from '../../pivot/admission-webhooks.ts';
import type { Right } from '../../pivot/rights.ts';
import type { Expiry, ServerFacts } from '../../pivot/survey.ts';
import type { Asker } from './asker.ts';
import { missingRights, type Whose } from './read-rights.ts';
import { readWebhooks } from './read-webhooks.ts';
import { readStability, type Soak } from './stability.ts';

export interface Server {
  readonly client: ClusterClient;
  readonly clock: Clock;
  readonly soak: Soak;
  /** Of the pivot. */
  readonly namespace: string;
  /** That the namespace will have where it is not there yet. */
  readonly labelsToBe: Readonly<Record<string, string>>;
  readonly around: Omit<Around, 'namespaceLabels'>;
  /** What authenticates us there: `Secret metal3/prod-kubeconfig`. */
  readonly credentials: string;
  readonly accounts: readonly { readonly whose?: Whose; readonly rights: readonly Right[] }[];
}

export async function readServer(server: Server, asker: Asker): Promise<ServerFacts> {
  const { client, namespace, around, labelsToBe } = server;
  const { ask, signal } = asker;
  const own = await ask(async () => client.get(namespaces, { name: namespace }));
  const namespaceLabels = own === undefined ? labelsToBe : (own.metadata.labels ?? {});
  const [stability, version, expiries, missing, webhooks] = await Promise.all([
    readStability(client, server, asker),
    ask(async () => client.getRaw<{ readonly gitVersion?: string }>('/version')),
    ask(async () => client.expiries(signal)),
    Promise.all(server.accounts.map(async ({ rights, whose }) => missingRights(client, rights, asker, whose))),
    readWebhooks(client, { ...around, namespaceLabels }, asker),
  ]);
  const { serverCertificate, clientCertificate, token } = expiries;
  return {
    ...stability,
    version: version.gitVersion ?? '',
    expiries: [
      ...expiryOf(`certificate of API server ${client.server}`, serverCertificate),
      ...expiryOf(`client certificate in ${server.credentials}`, clientCertificate),
      ...expiryOf(`token in ${server.credentials}`, token),
    ],
    missingRights: missing.flat(),
    webhooks,
  };
}

function expiryOf(what: string, at: number | undefined): readonly Expiry[] {
  return at === undefined ? [] : [{ what, at }];
}
