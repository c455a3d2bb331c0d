/** Which webhooks are asked about what moves? */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { type Around, conversionOf, webhooksBefore } from '../../src/pivot/admission-webhooks.ts';
import { found, machine, secret } from './given.ts';

const service = { namespace: 'capi-system', name: 'capi-webhook' };
const rule = {
  apiGroups: ['cluster.x-k8s.io'],
  apiVersions: ['v1beta1'],
  operations: ['CREATE'],
  resources: ['machines'],
};

function configuration(webhook: object, kind = 'ValidatingWebhookConfiguration'): KubeObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: 'capi' },
    webhooks: [{ name: 'w', clientConfig: { service, caBundle: 'Q0E=' }, rules: [rule], ...webhook }],
  };
}

const around: Around = {
  moving: [found(machine('m-0', {}, { labels: { team: 'a' } })), found(secret('s'))],
  operations: ['CREATE', 'UPDATE'],
  namespaceLabels: { env: 'prod' },
};
const expression = (operator: string, values?: string[]) => ({ matchExpressions: [{ key: 'env', operator, values }] });
const rules = (change: object) => ({ rules: [{ ...rule, ...change }] });

describe('a webhook', () => {
  it.each<[string, object, boolean]>([
    ['for a kind that moves, in whatever version', {}, true],
    ['for every kind', rules({ apiGroups: ['*'], resources: ['*'] }), true],
    ['for every kind and subresource', rules({ apiGroups: ['*'], resources: ['*/*'] }), true],
    ['for every operation', rules({ operations: ['*'] }), true],
    ['for another operation', rules({ operations: ['DELETE'] }), false],
    ['for another kind', rules({ resources: ['clusters'] }), false],
    ['for a subresource', rules({ resources: ['machines/status'] }), false],
    ['for another group', rules({ apiGroups: ['example.com'] }), false],
    ['for nothing', { rules: [] }, false],
    ['for this namespace', { namespaceSelector: { matchLabels: { env: 'prod' } } }, true],
    ['for other namespaces', { namespaceSelector: { matchLabels: { env: 'test' } } }, false],
    ['for namespaces in', { namespaceSelector: expression('In', ['prod']) }, true],
    ['for namespaces not in', { namespaceSelector: expression('NotIn', ['prod']) }, false],
    ['for namespaces that have', { namespaceSelector: expression('Exists') }, true],
    ['for namespaces that have not', { namespaceSelector: expression('DoesNotExist') }, false],
    ['for namespaces by an operator that nobody knows', { namespaceSelector: expression('Gt', ['1']) }, false],
    ['for an object that moves', { objectSelector: { matchLabels: { team: 'a' } } }, true],
    ['for none of the objects', { objectSelector: { matchLabels: { team: 'b' } } }, false],
    ['with conditions in CEL', { matchConditions: [{ name: 'x', expression: 'false' }] }, false],
  ])('%s', (_, change, isFound) => {
    expect(webhooksBefore(configuration(change), around)).toHaveLength(isFound ? 1 : 0);
  });

  it('is told with how it is reached', () => {
    expect(webhooksBefore(configuration({}, 'MutatingWebhookConfiguration'), around)).toEqual([
      {
        kind: 'Mutating',
        configuration: 'capi',
        name: 'w',
        failurePolicy: 'Fail',
        hasCaBundle: true,
        service: 'capi-system/capi-webhook',
      },
    ]);
    const clientConfig = { url: 'https://example.com' };
    expect(webhooksBefore(configuration({ clientConfig, failurePolicy: 'Ignore' }), around)).toMatchObject([
      { kind: 'Validating', failurePolicy: 'Ignore', hasCaBundle: false, service: undefined },
    ]);
  });
});

describe('a conversion', () => {
  const crd = (conversion: object | undefined, versions: number): KubeObject => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'machines.cluster.x-k8s.io' },
    spec: { conversion, versions: Array.from({ length: versions }, () => ({ served: true })) },
  });
  const webhook = { strategy: 'Webhook', webhook: { clientConfig: { service } } };

  it.each<[string, KubeObject, boolean]>([
    ['between served versions', crd(webhook, 2), true],
    ['of one version', crd(webhook, 1), false],
    ['without a webhook', crd({ strategy: 'None' }, 2), false],
    ['that nobody asked for', crd(undefined, 2), false],
  ])('%s', (_, given, isFound) => {
    expect(conversionOf(given) !== undefined).toBe(isFound);
  });
});
