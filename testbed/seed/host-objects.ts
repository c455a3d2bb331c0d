/** The bare metal: BMC Secrets and BareMetalHosts, as a user would write them. */
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

/** The addresses are of a documentation range: nothing answers there, and in fixture mode nothing is asked. */
function hostOf(name: string, index: number, namespace: string): Seedling {
  const spec = {
    online: true,
    bootMACAddress: macAddress(index + 1),
    bmc: {
      address: `redfish+https://192.0.2.${(index % 250) + 1}:${8000 + index}/redfish/v1/Systems/${name}`,
      credentialsName: `${name}-bmc`,
      disableCertificateVerification: true,
    },
  };
  return seedling(bareMetalHosts, { name, namespace, fields: { spec } });
}

export function hostObjects(plan: SeedPlan): readonly Seedling[] {
  const { namespace } = plan;
  return hostNames(plan).flatMap((name, index) => [credentialsOf(name, namespace), hostOf(name, index, namespace)]);
}
