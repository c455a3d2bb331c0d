/** The CustomResourceDefinitions of infrastructure.cluster.x-k8s.io as CAPM3 1.14 names their fields (contract v1beta2). */
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { moveLabel } from '../../../src/api/marks.ts';
import * as resources from '../resources.ts';
import { anything, conditions, crd, flag, integer, list, open, record, reference, text, texts } from './crd-schema.ts';

/** Cluster API finds the version of a provider's type that speaks its contract by this label. */
const contract = { 'cluster.x-k8s.io/v1beta2': 'v1beta2' };

const endpoint = record({ host: text, port: integer });
const image = record({ url: text, checksum: text, checksumType: text, format: text }, ['url']);
const initialization = record({ provisioned: flag });
const templateMeta = record({ labels: texts, annotations: texts });

const clusterSpec = open({ controlPlaneEndpoint: endpoint, cloudProviderEnabled: flag });

const machineSpec = record({
  providerID: text,
  image,
  customDeploy: record({ method: text }, ['method']),
  userData: reference,
  metaData: reference,
  networkData: reference,
  dataTemplate: reference,
  failureDomain: text,
  automatedCleaningMode: { type: 'string', enum: ['metadata', 'disabled'] },
  hostSelector: record({
    matchLabels: texts,
    matchExpressions: list(record({ key: text, operator: text, values: list(text) }, ['key', 'operator'])),
  }),
});

const readyColumn = ['Ready', '.status.conditions[?(@.type=="Ready")].status'] as const;
const clusterColumn = ['Cluster', '.metadata.labels.cluster\\.x-k8s\\.io/cluster-name'] as const;

export function infrastructureCrds(): readonly KubeObject[] {
  return [
    crd({
      resource: resources.metal3Clusters,
      shortNames: ['m3c', 'm3cluster'],
      labels: contract,
      spec: clusterSpec,
      status: open({ initialization, conditions, failureDomains: list(anything) }),
      columns: [readyColumn, ['Endpoint', '.spec.controlPlaneEndpoint.host']],
    }),
    crd({
      resource: resources.metal3ClusterTemplates,
      shortNames: ['m3ct'],
      labels: contract,
      spec: record({ template: record({ metadata: templateMeta, spec: clusterSpec }, ['spec']) }, ['template']),
    }),
    crd({
      resource: resources.metal3Machines,
      shortNames: ['m3m', 'm3machine'],
      labels: contract,
      spec: machineSpec,
      status: open({
        initialization,
        addresses: list(record({ type: text, address: text }, ['type', 'address'])),
        phase: text,
        userData: reference,
        metaData: reference,
        networkData: reference,
        renderedData: reference,
        conditions,
      }),
      columns: [clusterColumn, readyColumn, ['ProviderID', '.spec.providerID']],
    }),
    crd({
      resource: resources.metal3MachineTemplates,
      shortNames: ['m3mt'],
      labels: contract,
      spec: record({ nodeReuse: flag, template: record({ metadata: templateMeta, spec: machineSpec }, ['spec']) }, [
        'template',
      ]),
      status: open({}),
    }),
    crd({
      resource: resources.metal3DataTemplates,
      shortNames: ['m3dt'],
      labels: { ...contract, [moveLabel]: '' },
      spec: record({ clusterName: text, templateReference: text, metaData: anything, networkData: anything }),
      status: open({ indexes: { type: 'object', additionalProperties: integer }, lastUpdated: text, conditions }),
      columns: [['Cluster', '.spec.clusterName']],
    }),
    crd({
      resource: resources.metal3DataClaims,
      shortNames: ['m3dc'],
      labels: contract,
      spec: record({ template: reference }, ['template']),
      status: open({ renderedData: reference, errorMessage: text, conditions }),
      columns: [['Data', '.status.renderedData.name']],
    }),
    crd({
      resource: resources.metal3Datas,
      shortNames: ['m3d'],
      labels: contract,
      spec: record(
        {
          claim: reference,
          index: integer,
          template: reference,
          templateReference: text,
          metaData: reference,
          networkData: reference,
        },
        ['claim', 'template'],
      ),
      status: open({ ready: flag, errorMessage: text, conditions }),
      columns: [['Ready', '.status.ready']],
    }),
  ];
}
