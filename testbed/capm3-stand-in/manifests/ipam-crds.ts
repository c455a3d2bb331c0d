/** The CustomResourceDefinitions of ipam.metal3.io, with the field names of Metal3 IPAM. */
import type { KubeObject } from '../../../src/api/kube-object.ts';
import * as resources from '../resources.ts';
import { conditions, crd, integer, list, objectReference, open, record, text, texts } from './crd-schema.ts';

const contract = { 'cluster.x-k8s.io/v1beta2': 'v1alpha1' };

const addressing = { prefix: integer, gateway: text, dnsServers: list(text) };

export function ipamCrds(): readonly KubeObject[] {
  return [
    crd({
      resource: resources.ipPools,
      shortNames: ['ipp'],
      labels: contract,
      spec: record({
        clusterName: text,
        namePrefix: text,
        preAllocations: texts,
        pools: list(record({ start: text, end: text, subnet: text, ...addressing })),
        ...addressing,
      }),
      status: open({ indexes: texts, lastUpdated: text, conditions }),
      columns: [['Cluster', '.spec.clusterName']],
    }),
    crd({
      resource: resources.ipClaims,
      shortNames: ['ipc'],
      labels: contract,
      spec: record({ pool: objectReference }, ['pool']),
      status: open({ address: objectReference, errorMessage: text, conditions }),
      columns: [['Address', '.status.address.name']],
    }),
    crd({
      resource: resources.ipAddresses,
      shortNames: ['ipa'],
      labels: contract,
      spec: record({ claim: objectReference, pool: objectReference, address: text, ...addressing }, [
        'claim',
        'pool',
        'address',
      ]),
      columns: [['IP', '.spec.address']],
    }),
  ];
}
