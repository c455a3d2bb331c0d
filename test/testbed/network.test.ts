/** Is an address counted from the start of its subnet? */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressIn } from '../../testbed/network.ts';

test.each([
  ['172.22.0.0/24', 11, '172.22.0.11'],
  ['10.0.0.0/16', 256, '10.0.1.0'],
  ['192.168.255.0/24', 256, '192.169.0.0'],
])('in %s number %i is %s', (subnet, index, address) => {
  expect(addressIn(subnet, index)).toBe(address);
});

test('neighbours differ, and counting on is adding', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.nat(1000), fc.nat(1000), (base, one, other) => {
      fc.pre(Number(base.split('.')[0]) < 255);
      expect(addressIn(`${addressIn(`${base}/8`, one)}/8`, other)).toBe(addressIn(`${base}/8`, one + other));
    }),
  );
});

test('what is no IPv4 subnet is refused by name', () => {
  expect(() => addressIn('fd00::/64', 1)).toThrow('not an IPv4 subnet: fd00::/64');
});
