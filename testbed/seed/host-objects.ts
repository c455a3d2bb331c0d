/** The bare metal: BMC Secrets and BareMetalHosts, as a user would write them. */
import { createHash } from 'node:crypto';
import { apiVersionOf, type KubeObject, type Resource } from '../../src/api/kube-object.ts';
import { bareMetalHosts, secrets } from '../../src/api/resources.ts';
import { hostNames, type SeedPlan } from './plan.ts';

/** An object and the type it is created as. */
export interface Seedling {
  readonly resource: Resource;
  readonly object: KubeObject;
}

export interface SeedlingInput {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function seedling(resource: Resource, { name, namespace, labels, fields }: SeedlingInput): Seedling {
  const metadata = { name, namespace, ...(labels && { labels }) };
  return { resource, object: { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata, ...fields } };
}

/** Port of the emulated BMCs. */
export const bmcPort = 8000;

function macAddress(index: number): string {
  const byte = (shift: number) => ((index >> shift) & 0xff).toString(16).padStart(2, '0');
  return `00:60:2f:${byte(16)}:${byte(8)}:${byte(0)}`;
}

function credentialsOf(name: string, namespace: string): Seedling {
  return seedling(secrets, {
    name: `${name}-bmc`,
    namespace,
    fields: { type: 'Opaque', stringData: { username: 'admin', password: `password-of-${name}` } },
  });
}

/** A machine as its BMC knows it. */
export interface BmcSystem {
  readonly uuid: string;
  readonly name: string;
  readonly mac: string;
}

/** Made of the name, so that the power log tells the host. */
function systemUuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

export function bmcSystems(plan: SeedPlan): readonly BmcSystem[] {
  return hostNames(plan).map((name, index) => ({ uuid: systemUuid(name), name, mac: macAddress(index + 1) }));
}

function hostOf({ name, uuid, mac }: BmcSystem, { bmcs, namespace }: SeedPlan): Seedling {
  const spec = {
    online: true,
    bootMACAddress: mac,
    bmc: {
      address: `redfish-virtualmedia+http://${bmcs}:${bmcPort}/redfish/v1/Systems/${uuid}`,
      credentialsName: `${name}-bmc`,
      disableCertificateVerification: true,
    },
  };
  return seedling(bareMetalHosts, { name, namespace, fields: { spec } });
}

export function hostObjects(plan: SeedPlan): readonly Seedling[] {
  return bmcSystems(plan).flatMap((system) => [credentialsOf(system.name, plan.namespace), hostOf(system, plan)]);
}
