/** Hosts and machines to try the stand-in's decisions on. */
import type { BareMetalHost } from '../../../testbed/capm3-stand-in/bare-metal-host.ts';
import type { Machine, Metal3Machine } from '../../../testbed/capm3-stand-in/metal3-machine.ts';

export interface HostInput {
  readonly name?: string;
  readonly state?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: BareMetalHost['spec'];
  readonly status?: BareMetalHost['status'];
}

export function host({
  name = 'host-0',
  state = 'available',
  labels,
  annotations,
  spec,
  status,
}: HostInput = {}): BareMetalHost {
  return {
    apiVersion: 'metal3.io/v1alpha1',
    kind: 'BareMetalHost',
    metadata: {
      name,
      namespace: 'metal3',
      uid: `uid-of-${name}`,
      resourceVersion: '7',
      ...(labels && { labels }),
      ...(annotations && { annotations }),
    },
    spec: { bootMACAddress: '00:60:2f:00:00:01', online: true, ...spec },
    status: { operationalStatus: 'OK', errorMessage: '', ...status, provisioning: { state, ID: 'id' } },
  };
}

export function metal3Machine(name = 'worker-a', spec: Metal3Machine['spec'] = {}): Metal3Machine {
  return {
    apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
    kind: 'Metal3Machine',
    metadata: { name, namespace: 'metal3', uid: `uid-of-${name}` },
    spec: { image: { url: 'http://192.0.2.1/image.raw' }, ...spec },
  };
}

export function machine(labels: Readonly<Record<string, string>> = {}): Machine {
  return {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Machine',
    metadata: { name: 'worker-a', namespace: 'metal3', labels },
    spec: { version: 'v1.36.3' },
  };
}
