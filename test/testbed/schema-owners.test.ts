import { describe, expect, it } from 'vitest';
import { withoutSchemaUpdates } from '../../testbed/schema-owners.ts';

const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
const lasting = ['create', 'delete', 'get', 'list', 'watch'];

describe('rights without those to change FirmwareSchemas', () => {
  it.each([
    ['a rule of other resources', [{ apiGroups: [''], resources: ['secrets'], verbs }], undefined],
    ['a rule of URLs', [{ verbs: ['get'] }], undefined],
    [
      'a rule of FirmwareSchemas alone',
      [{ apiGroups: ['metal3.io'], resources: ['firmwareschemas'], verbs }],
      [{ apiGroups: ['metal3.io'], resources: ['firmwareschemas'], verbs: lasting }],
    ],
    [
      'a rule of them and others',
      [{ apiGroups: ['metal3.io'], resources: ['baremetalhosts', 'firmwareschemas'], verbs }],
      [
        { apiGroups: ['metal3.io'], resources: ['baremetalhosts'], verbs },
        { apiGroups: ['metal3.io'], resources: ['firmwareschemas'], verbs: lasting },
      ],
    ],
  ])('%s', (_what, rules, changed) => {
    expect(withoutSchemaUpdates(rules)).toEqual(changed ?? rules);
  });
});
