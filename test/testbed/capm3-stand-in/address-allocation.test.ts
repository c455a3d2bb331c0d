import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressName, allocate, type IpPool } from '../../../testbed/capm3-stand-in/decide/address-allocation.ts';

function pool(spec: NonNullable<IpPool['spec']>): IpPool {
  return { apiVersion: 'ipam.metal3.io/v1alpha1', kind: 'IPPool', metadata: { name: 'provisioning' }, spec };
}

describe('allocating an address', () => {
  const range = pool({
    namePrefix: 'prov',
    prefix: 24,
    gateway: '172.22.0.1',
    pools: [{ start: '172.22.0.254', end: '172.22.1.2', prefix: 23 }],
    preAllocations: { 'cp-0': '172.22.0.255' },
  });

  it('gives the first free one across a byte boundary, and leaves reserved ones to their claims', () => {
    const taken = new Set(['172.22.0.254']);
    expect(allocate(range, 'other', taken)).toEqual({ address: '172.22.1.0', prefix: 23, gateway: '172.22.0.1' });
    expect(allocate(range, 'cp-0', taken)).toMatchObject({ address: '172.22.0.255', prefix: 23 });
    expect(addressName(range, '172.22.1.0')).toBe('prov-172-22-1-0');
  });

  it('names the pool and the claim when nothing is left', () => {
    const taken = new Set(['172.22.0.254', '172.22.1.0', '172.22.1.1', '172.22.1.2']);
    expect(allocate(range, 'late', taken)).toEqual({
      exhausted: 'IPPool provisioning has no free address for IPClaim late',
    });
  });

  it('uses a subnet without its network and broadcast addresses', () => {
    const subnet = pool({ pools: [{ subnet: '10.0.0.8/30' }] });
    expect(allocate(subnet, 'a', new Set())).toMatchObject({ address: '10.0.0.9' });
    expect(allocate(subnet, 'b', new Set(['10.0.0.9']))).toMatchObject({ address: '10.0.0.10' });
    expect(allocate(subnet, 'c', new Set(['10.0.0.9', '10.0.0.10']))).toHaveProperty('exhausted');
  });

  it('never gives one address twice', () => {
    assert(
      property(integer({ min: 0, max: 40 }), integer({ min: 0, max: 60 }), (size, claims) => {
        const some = pool({ pools: [{ start: '10.0.0.1', end: `10.0.0.${size}` }] });
        const taken = new Set<string>();
        for (let claim = 0; claim < claims; claim += 1) {
          const got = allocate(some, `claim-${claim}`, taken);
          if ('exhausted' in got) break;
          expect(taken.has(got.address)).toBe(false);
          taken.add(got.address);
        }
        expect(taken.size).toBe(Math.min(size, claims));
      }),
    );
  });
});
