import { expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { withoutSecrets } from '../../src/plugin/diagnose/left-out.ts';

const object = (fields: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: { name: 'it' },
  ...fields,
});

it.each([
  ['values of Secrets and ConfigMaps', { data: { a: 'x' } }, { data: '[left out]' }],
  [
    'environment variables with telling names',
    { env: [{ name: 'BMC_PASSWORD', value: 'x' }] },
    { env: [{ name: 'BMC_PASSWORD', value: '[left out]' }] },
  ],
  [
    'variables of a topology that hold more than a word',
    { variables: [{ name: 'user', value: { password: 'x' } }] },
    { variables: [{ name: 'user', value: '[left out]' }] },
  ],
  ['fields with telling names', { spec: { bootstrapToken: 'x' } }, { spec: { bootstrapToken: '[left out]' } }],
  [
    'files and users of a machine',
    { spec: { files: [{ content: 'x' }], users: [{ name: 'x' }] } },
    { spec: { files: '[left out]', users: '[left out]' } },
  ],
])('leaves out %s', (_, given, shown) => {
  expect(withoutSecrets(object(given))).toEqual(object(shown));
});

it.each([
  [
    'names of Secrets',
    { spec: { bmc: { credentialsName: 'host-0-bmc' }, userData: { name: 'host-0-data', namespace: 'metal3' } } },
  ],
  ['other environment variables', { env: [{ name: 'LOG_LEVEL', value: 'debug' }] }],
  ['versions of credentials', { status: { goodCredentials: { credentialsVersion: '12' } } }],
])('keeps %s', (_, given) => {
  expect(withoutSecrets(object(given))).toEqual(object(given));
});

it('leaves out what kubectl keeps of an object, and who wrote which field', () => {
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"a":"x"}}', kept: 'yes' };
  const metadata = { name: 'it', annotations, managedFields: [{}] };
  expect(withoutSecrets({ ...object({}), metadata })).toEqual({
    ...object({}),
    metadata: { name: 'it', annotations: { kept: 'yes' } },
  });
});
