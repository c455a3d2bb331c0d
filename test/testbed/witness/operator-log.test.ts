/** Is the Bare Metal Operator's log understood in every form that it has? */
import { expect, test } from 'vitest';
import { parseOperatorLog, requestOf } from '../../../testbed/witness/operator-log.ts';

test('its controllers and its provisioners write hosts and times differently', () => {
  const lines = [
    '{"level":"info","ts":1795514515.25,"logger":"controllers.BareMetalHost","msg":"changing provisioning state","baremetalhost":{"name":"host-11","namespace":"metal3"},"old":"provisioned","new":"deprovisioning"}',
    '{"level":"info","ts":"2026-11-24T10:01:55Z","logger":"provisioner.fixture","msg":"preparing host","host":"host-13"}',
    '{"level":"info","ts":1795514515.5,"logger":"provisioner.ironic","msg":"changing power state","host":"metal3~host-02"}',
  ];
  expect(parseOperatorLog(lines, 'source')).toEqual([
    {
      side: 'source',
      at: 1_795_514_515_250,
      host: 'host-11',
      message: 'changing provisioning state',
      newState: 'deprovisioning',
    },
    {
      side: 'source',
      at: Date.parse('2026-11-24T10:01:55Z'),
      host: 'host-13',
      message: 'preparing host',
      newState: undefined,
    },
    { side: 'source', at: 1_795_514_515_500, host: 'host-02', message: 'changing power state', newState: undefined },
  ]);
});

test.each([
  ['of klog', 'E1124 09:30:14.792236       1 leaderelection.go:445] "Failed to update lease"'],
  ['cut off', '{"level":"info","ts":17955'],
  ['about no host', '{"level":"info","ts":1795514515.07,"msg":"starting manager"}'],
  ['without a time', '{"level":"info","msg":"preparing host","host":"host-13"}'],
])('lines %s say nothing', (_what, line) => {
  expect(parseOperatorLog([line], 'target')).toEqual([]);
});

test.each([
  ['ensuring host is deprovisioned', 'deprovisioned'],
  ['starting inspection of hardware', 're-inspected'],
  ['provisioning image to host', 're-imaged'],
  ['starting new hardware inspection', 're-inspected'],
  ['ensuring host is powered off (mode: hard)', 'rebooted'],
  ['adopting host', undefined],
  ['constructor', undefined],
])('%s: %s', (message, kind) => {
  expect(requestOf({ side: 'source', at: 0, host: 'h', message, newState: undefined })).toBe(kind);
});
