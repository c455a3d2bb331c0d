/** Does an operator lead? */
import { expect, it } from 'vitest';
import { notLed } from '../../src/hooks/leads.ts';

const now = Date.parse('2026-03-02T09:00:00Z');

function lease(spec: object) {
  const metadata = { namespace: 'clusterpivot-system', name: 'clusterpivot-operator' };
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec };
}

const held = { holderIdentity: 'operator-1_x', leaseDurationSeconds: 15 };

it.each([
  ['there is no Lease', undefined, 'no operator has led yet: its Lease does not exist'],
  [
    'nobody holds it',
    lease({ ...held, holderIdentity: '', renewTime: '2026-03-02T09:00:00Z' }),
    'no operator leads: Lease clusterpivot-system/clusterpivot-operator has no holder',
  ],
  [
    'who held it is gone',
    lease({ ...held, renewTime: '2026-03-02T08:58:44.000000Z' }),
    'no operator leads: operator-1_x renewed Lease clusterpivot-system/clusterpivot-operator at 2026-03-02T08:58:44.000000Z for the last time',
  ],
  ['it is renewed', lease({ ...held, renewTime: '2026-03-02T08:59:58.000000Z' }), undefined],
  ['the clock of its holder is slow', lease({ ...held, renewTime: '2026-03-02T08:59:00.000000Z' }), undefined],
])('says so when %s', (_, found, problem) => {
  expect(notLed(found, now)).toBe(problem);
});
