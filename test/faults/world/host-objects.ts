/**
 * The world's hosts. Each comes with the status that it had, in the annotation from which the Bare Metal Operator restores one:
 * as every host does that has been moved before.
 */
import { clusterNameLabel, hostPausedAnnotation, hostStatusAnnotation } from '../../../src/api/marks.ts';
import { bareMetalHosts, hardwareData, secrets } from '../../../src/api/resources.ts';
import { firmwareSchemas } from './firmware.ts';
import { clusterName, hostNames, machineNames, namespace, spareHost } from './names.ts';
import { type Planted, planted } from './planted.ts';

/** What the hosts of Machines have been provisioned with. */
export const image = {
  url: 'http://192.0.2.1/images/node.raw',
  checksum: 'c'.repeat(64),
  checksumType: 'sha256',
  format: 'raw',
};

/** The ID that the Bare Metal Operator's fixture gives every host. */
const fixtureId = 'temporary-fake-id';

function operation(day: number): object {
  return { start: `2026-01-0${day}T10:00:00Z`, end: `2026-01-0${day}T10:10:00Z` };
}

function statusOf(name: string, state: 'provisioned' | 'available'): object {
  const credentials = { credentials: { name: `${name}-bmc`, namespace }, credentialsVersion: '1' };
  const isProvisioned = state === 'provisioned';
  return {
    operationalStatus: 'OK',
    errorCount: 0,
    errorMessage: '',
    poweredOn: true,
    lastUpdated: '2026-01-03T10:10:00Z',
    operationHistory: {
      register: operation(1),
      inspect: operation(2),
      provision: isProvisioned ? operation(3) : { start: null, end: null },
      deprovision: { start: null, end: null },
    },
    goodCredentials: credentials,
    triedCredentials: credentials,
    provisioning: { ID: fixtureId, state, bootMode: 'UEFI', image: isProvisioned ? image : { url: '' } },
  };
}

function host(name: string, machine: string | undefined): readonly Planted[] {
  const mac = `00:60:2f:00:00:0${name.slice(-1)}`;
  const owner = `BareMetalHost/${name}`;
  const claim =
    machine === undefined
      ? {}
      : {
          image,
          automatedCleaningMode: 'metadata',
          userData: { name: `${machine}-bootstrap`, namespace },
          consumerRef: {
            apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
            kind: 'Metal3Machine',
            name: machine,
            namespace,
          },
        };
  return [
    planted(bareMetalHosts, name, {
      ...(machine === undefined ? {} : { labels: { [clusterNameLabel]: clusterName } }),
      annotations: {
        // Until everything that belongs to it is there.
        [hostPausedAnnotation]: 'not complete yet',
        [hostStatusAnnotation]: JSON.stringify(statusOf(name, machine === undefined ? 'available' : 'provisioned')),
      },
      fields: {
        spec: {
          online: true,
          architecture: 'x86_64',
          bootMACAddress: mac,
          bmc: {
            address: `redfish-virtualmedia+http://192.0.2.20:8000/redfish/v1/Systems/${name}`,
            credentialsName: `${name}-bmc`,
            disableCertificateVerification: true,
          },
          ...claim,
        },
      },
    }),
    planted(secrets, `${name}-bmc`, {
      owners: [owner],
      labels: { 'environment.metal3.io': 'baremetal' },
      fields: { type: 'Opaque', stringData: { username: 'admin', password: `password-of-${name}` } },
    }),
    planted(hardwareData, name, {
      owners: [owner],
      fields: {
        spec: { hardware: { cpu: { arch: 'x86_64', count: 8 }, ramMebibytes: 16_384, nics: [], storage: [] } },
      },
    }),
  ];
}

export function hostObjects(): readonly Planted[] {
  return [
    ...hostNames.flatMap((name, index) => host(name, machineNames[index])),
    ...host(spareHost, undefined),
    // All hosts are of one model. Its owner references are what the hosts' controllers fight about, so all are there at once.
    planted(firmwareSchemas, 'schema-4f53cda1', {
      owners: [...hostNames, spareHost].map((name) => `BareMetalHost/${name}`),
      controlled: false,
      fields: { spec: { schema: {} } },
    }),
  ];
}
