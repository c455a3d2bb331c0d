import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  type DataTemplate,
  freeIndex,
  poolsOf,
  renderMetaData,
  renderNetworkData,
} from '../../../testbed/capm3-stand-in/decide/machine-data.ts';
import { statusAfter, statusWhenPaused } from '../../../testbed/capm3-stand-in/decide/machine-status.ts';
import { host, metal3Machine } from './hosts.ts';

const template: DataTemplate = {
  apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
  kind: 'Metal3DataTemplate',
  metadata: { name: 'workers', namespace: 'metal3' },
  spec: {
    metaData: {
      objectNames: [{ key: 'name', object: 'machine' }],
      indexes: [{ key: 'index', offset: 10, step: 2 }],
      ipAddressesFromIPPool: [{ key: 'provisioningIP', name: 'provisioning' }],
    },
    networkData: {
      links: { ethernets: [{ id: 'eth0', macAddress: { fromHostInterface: 'eth0' } }] },
      networks: { ipv4: [{ id: 'prov', link: 'eth0', ipAddressFromIPPool: 'provisioning' }] },
    },
  },
};
const address = {
  apiVersion: 'ipam.metal3.io/v1alpha1',
  kind: 'IPAddress',
  metadata: { name: 'prov-172-22-0-100' },
  spec: { address: '172.22.0.100', prefix: 24 },
};
const input = {
  template,
  index: 3,
  machineName: 'worker-a',
  host: host(),
  addresses: new Map([['provisioning', address]]),
};

describe('the data of a machine', () => {
  it('names every pool once', () => {
    expect(poolsOf(template)).toEqual(['provisioning']);
  });

  it('has the metadata that the template asks for', () => {
    expect(parse(renderMetaData(input) ?? '')).toEqual({
      name: 'worker-a',
      index: '16',
      provisioningIP: '172.22.0.100',
      providerid: 'metal3/host-0/worker-a',
    });
  });

  it('has network data with the address and the MAC of the host', () => {
    expect(parse(renderNetworkData(input) ?? '')).toMatchObject({
      links: [{ id: 'eth0', ethernet_mac_address: '00:60:2f:00:00:01' }],
      networks: [{ ip_address: '172.22.0.100', netmask: '24' }],
    });
  });

  it('reuses the lowest free index', () => {
    const data = (index: number) => ({ apiVersion: 'v', kind: 'Metal3Data', metadata: { name: 'd' }, spec: { index } });
    expect(freeIndex([data(0), data(2)])).toBe(1);
    expect(freeIndex([])).toBe(0);
  });
});

describe('the status of a machine', () => {
  const early = '2026-01-01T00:00:00Z';
  const late = '2026-01-01T01:00:00Z';

  it('stays deeply equal when the same progress is reported later', () => {
    const first = statusAfter(metal3Machine(), { kind: 'provisioned', host: host() }, early);
    const again = statusAfter({ ...metal3Machine(), status: first }, { kind: 'provisioned', host: host() }, late);
    expect(again).toEqual(first);
    expect(first.initialization).toEqual({ provisioned: true });
  });

  it('stays initialized while a host is not restored yet, and names what it waits for', () => {
    const first = statusAfter(metal3Machine(), { kind: 'provisioned', host: host() }, early);
    const progress = { kind: 'waiting', reason: 'WaitingForHost', message: 'host-0 is new', associated: true } as const;
    const after = statusAfter({ ...metal3Machine(), status: first }, progress, late);
    expect(after.initialization).toEqual({ provisioned: true });
    expect(after.conditions).toContainEqual({
      type: 'Ready',
      status: 'False',
      reason: 'WaitingForHost',
      message: 'host-0 is new',
      lastTransitionTime: late,
    });
  });

  it('reports a pause that could not be written as CAPM3 does', () => {
    const after = statusWhenPaused(metal3Machine(), 'denied', early);
    expect(after.conditions).toEqual([
      expect.objectContaining({
        type: 'Paused',
        status: 'False',
        reason: 'BareMetalHostPauseAnnotationSetFailed',
        message: 'denied',
      }),
    ]);
  });
});
