/** What an API server is told to refuse in a namespace: by a policy, a webhook or a quota, in force once the call resolves. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Resource } from '../../src/api/kube-object.ts';
import { validatingWebhooks } from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { isKubeError } from '../../src/kube/errors.ts';
import { certificateAuthority } from '../env/certificates.ts';

/** Is in each refusal, as a name or a message. */
const word = 'frozen';

const apiVersion = 'admissionregistration.k8s.io/v1';

function admission(plural: string, kind: string): Resource {
  return { group: 'admissionregistration.k8s.io', version: 'v1', plural, kind, namespaced: false };
}

const policies = admission('validatingadmissionpolicies', 'ValidatingAdmissionPolicy');
const bindings = admission('validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding');

/** What is refused, and a write of that kind that shows whether it is. */
export interface Refused {
  readonly resource: Resource;
  readonly operation: 'CREATE' | 'UPDATE';
  readonly namespace: string;
  readonly attempt: () => Promise<unknown>;
}

function rulesFor({ resource, operation }: Refused) {
  const { group, plural } = resource;
  return [{ apiGroups: [group], apiVersions: ['*'], resources: [plural], operations: [operation] }];
}

function selectorFor({ namespace }: Refused) {
  return { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
}

export async function refuseByPolicy(client: ClusterClient, refused: Refused): Promise<void> {
  const metadata = { name: `${word}-${refused.namespace}` };
  await client.create(policies, {
    apiVersion,
    kind: policies.kind,
    metadata,
    spec: {
      matchConstraints: { namespaceSelector: selectorFor(refused), resourceRules: rulesFor(refused) },
      validations: [{ expression: 'false', message: word }],
    },
  });
  await client.create(bindings, {
    apiVersion,
    kind: bindings.kind,
    metadata,
    spec: { policyName: metadata.name, validationActions: ['Deny'] },
  });
  await inForce(refused);
}

export interface Webhook {
  readonly url: string;
  /** PEM. */
  readonly caBundle: string;
}

/** Resolves to what takes the webhook away. Whoever serves at `url` refuses, or nobody does, so that it cannot be called. */
export async function refuseByWebhook(
  client: ClusterClient,
  refused: Refused,
  { url, caBundle }: Webhook,
): Promise<() => Promise<boolean>> {
  const { metadata } = await client.create(validatingWebhooks, {
    apiVersion,
    kind: validatingWebhooks.kind,
    metadata: { name: `${word}-${refused.namespace}` },
    webhooks: [
      {
        name: `${word}.example.org`,
        clientConfig: { url, caBundle: Buffer.from(caBundle).toString('base64') },
        rules: rulesFor(refused),
        namespaceSelector: selectorFor(refused),
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
      },
    ],
  });
  await inForce(refused);
  return () => client.delete(validatingWebhooks, metadata);
}

const quotas: Resource = {
  group: '',
  version: 'v1',
  plural: 'resourcequotas',
  kind: 'ResourceQuota',
  namespaced: true,
};

/** A quota that is used up; resolves to what takes it away. No controller counts, so it is told how much is used. */
export async function refuseByQuota(client: ClusterClient, refused: Refused): Promise<() => Promise<boolean>> {
  const { resource, namespace } = refused;
  const hard = { [`count/${resource.plural}.${resource.group}`]: '0' };
  const ref = { namespace, name: word };
  await client.create(quotas, { apiVersion: 'v1', kind: quotas.kind, metadata: ref, spec: { hard } });
  const status = { hard, used: hard };
  await client.patch(quotas, ref, { type: 'merge', body: { status }, subresource: 'status' });
  await inForce(refused);
  return () => client.delete(quotas, ref);
}

/** A webhook that refuses everything. */
export async function refusingServer(): Promise<Webhook & AsyncDisposable> {
  const authority = await certificateAuthority();
  const { certificate, key } = await authority.server();
  const server = createServer({ cert: certificate, key }, (request, response) => {
    // An API server whose own request ends breaks off in the middle of what it asks.
    refuse(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}/`,
    caBundle: authority.certificate,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function refuse(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { request: asked } = (await json(request)) as { readonly request: { readonly uid: string } };
  const answer = { uid: asked.uid, allowed: false, status: { code: 403, message: word } };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: answer }));
}

/** The API server watches what it is told, and goes by it a moment later. */
async function inForce({ attempt }: Refused): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    try {
      await attempt();
    } catch (error) {
      if (isKubeError(error) && error.said.includes(word)) return;
      throw error;
    }
  }
  throw new Error('what was to be refused is not');
}
