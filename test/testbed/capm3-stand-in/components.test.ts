import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { standInObjects, standInRepository } from '../../../testbed/capm3-stand-in/manifests/components.ts';
import * as resources from '../../../testbed/capm3-stand-in/resources.ts';

const objects = standInObjects();
const crds = objects.filter((object) => object.kind === 'CustomResourceDefinition');

it('ships a CRD for every type that the stand-in reconciles, under the name Cluster API computes', () => {
  const names = crds.map((crd) => crd.metadata.name);
  for (const resource of [resources.metal3Datas, resources.metal3Machines, resources.ipAddresses]) {
    expect(names).toContain(`${resource.plural}.${resource.group}`);
  }
  expect(new Set(names).size).toBe(10);
});

it('labels every CRD with its contract, and Metal3DataTemplate to be moved by itself', () => {
  for (const crd of crds) expect(crd.metadata.labels).toHaveProperty(['cluster.x-k8s.io/v1beta2']);
  const moved = crds.filter((crd) => 'clusterctl.cluster.x-k8s.io/move' in (crd.metadata.labels ?? {}));
  expect(moved.map((crd) => crd.metadata.name)).toEqual(['metal3datatemplates.infrastructure.cluster.x-k8s.io']);
});

it('says the same in YAML', () => {
  const documents = parseAllDocuments(standInRepository()['infrastructure-components.yaml'] ?? '');
  expect(documents.map((document) => document.toJS() as unknown)).toEqual(JSON.parse(JSON.stringify(objects)));
});
