/** When is a host steady, who has claimed it, and what is saved of its status? */
import { describe, expect, it } from 'vitest';
import { isClaimed, statusToSave, unsteadiness } from '../../src/pivot/hosts.ts';
import { at, type HostIs, host, spare } from './given.ts';

const why: Readonly<Record<string, readonly [HostIs, string | undefined]>> = {
  'provisioned and left alone': [{}, undefined],
  available: [{ state: 'available' }, undefined],
  'ready, as older operators say': [{ state: 'ready' }, undefined],
  'provisioned by somebody else': [{ state: 'externally provisioned' }, undefined],
  'unmanaged without credentials': [
    { state: 'unmanaged', status: { operationalStatus: 'discovered', triedCredentials: { credentialsVersion: '1' } } },
    undefined,
  ],
  'inspection is switched off': [{ annotations: { 'inspect.metal3.io': 'disabled' } }, undefined],
  'being deleted': [{ metadata: { deletionTimestamp: at(0) } }, 'is being deleted'],
  'not registered': [{ state: '' }, 'is not registered yet'],
  ...Object.fromEntries(
    [
      'registering',
      'inspecting',
      'preparing',
      'provisioning',
      'deprovisioning',
      'deleting',
      'powering off before delete',
    ].map((state) => [`in state ${state}`, [{ state }, `is ${state}`]] as const),
  ),
  'in error': [
    { status: { errorType: 'power management error', errorMessage: 'BMC is down' } },
    'is provisioned with power management error: BMC is down',
  ],
  'in error without a message': [
    { status: { errorType: 'registration error', errorMessage: undefined } },
    'is provisioned with registration error: ',
  ],
  'being serviced': [
    { status: { operationalStatus: 'servicing' } },
    'is provisioned with operational status servicing',
  ],
  detached: [{ status: { operationalStatus: 'detached' } }, 'is provisioned with operational status detached'],
  'without operational status': [{ status: { operationalStatus: '' } }, 'is provisioned with operational status empty'],
  'discovered though managed': [
    { status: { operationalStatus: 'discovered' } },
    'is provisioned with operational status discovered',
  ],
  'asked to reboot': [
    { annotations: { 'reboot.metal3.io': '' } },
    'carries reboot.metal3.io, which asks for an operation',
  ],
  'asked to reboot by a named client': [
    { annotations: { 'reboot.metal3.io/capm3-remediation': '{}' } },
    'carries reboot.metal3.io/capm3-remediation, which asks for an operation',
  ],
  'asked to be inspected': [
    { annotations: { 'inspect.metal3.io': '' } },
    'carries inspect.metal3.io, which asks for an operation',
  ],
  'with new credentials': [
    { status: { triedCredentials: { credentialsVersion: '8' } } },
    'has BMC credentials that are not proven yet',
  ],
  'powered off though wanted on': [{ status: { poweredOn: false } }, 'is powered off while spec.online is true'],
  'powered on though wanted off': [{ spec: { online: false } }, 'is powered on while spec.online is false'],
  'powered off as wanted': [{ spec: { online: false }, status: { poweredOn: false } }, undefined],
  'of unknown power, wanted off': [{ spec: { online: undefined }, status: { poweredOn: undefined } }, undefined],
  'available with an image': [
    { state: 'available', spec: { image: { url: 'http://x/a.raw' } } },
    'is available and about to be provisioned with http://x/a.raw',
  ],
  'available with a custom deploy': [
    { state: 'available', spec: { customDeploy: { method: 'install_coreos' } } },
    'is available and about to be provisioned with install_coreos',
  ],
  'asked for another image': [
    { spec: { image: { url: 'http://x/b.raw' } } },
    'is provisioned with http://172.22.0.1/node.raw but asked for http://x/b.raw',
  ],
};

describe('unsteadiness of a host that is', () => {
  it.each(Object.entries(why))('%s', (_, [is, expected]) => {
    expect(unsteadiness(host('m-0', is))).toBe(expected);
  });

  it('unheard of', () => {
    expect(unsteadiness({ ...host('m-0'), spec: undefined, status: undefined })).toBe('is not registered yet');
  });
});

describe('isClaimed', () => {
  it('takes only a Metal3Machine for a claim', () => {
    expect(isClaimed(host('m-0'))).toBe(true);
    expect(isClaimed(spare('spare-0'))).toBe(false);
    expect(isClaimed(spare('spare-0', { spec: { consumerRef: { kind: 'Cell', name: 'c' } } }))).toBe(false);
  });
});

describe('statusToSave', () => {
  it('is the whole status without the hardware, which HardwareData carries', () => {
    const { hardware, ...rest } = host('m-0', { status: { hardware: { cpu: { count: 8 } } } })['status'] as {
      hardware: unknown;
    };
    expect(hardware).toBeDefined();
    expect(JSON.parse(statusToSave(host('m-0', { status: { hardware } })))).toEqual(rest);
  });

  it('is an empty object for a host without status', () => {
    expect(statusToSave({ ...host('m-0'), status: undefined })).toBe('{}');
  });
});
