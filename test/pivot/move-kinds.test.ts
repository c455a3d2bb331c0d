/** Which kinds move, and which labels do CRDs lack for it? */
import { describe, expect, it } from 'vitest';
import { clusterctlLabel, moveHierarchyLabel, moveLabel } from '../../src/api/marks.ts';
import { bareMetalHosts, clusters, hardwareData, machines, providers } from '../../src/api/resources.ts';
import { missingLabels, moveKinds, readCrd, unlabelledResources } from '../../src/pivot/move-kinds.ts';
import { bindings, clusterClasses, crd, metal3Machines, resourceSets } from './given.ts';

const metal3 = (plural: string) => crd({ ...bareMetalHosts, plural, kind: plural }, []);

describe('missingLabels', () => {
  const wanted: Readonly<Record<string, readonly string[]>> = {
    baremetalhosts: [clusterctlLabel, moveLabel, moveHierarchyLabel],
    hardwaredata: [clusterctlLabel, moveLabel],
    hostfirmwaresettings: [clusterctlLabel],
    hostfirmwarecomponents: [clusterctlLabel],
    firmwareschemas: [clusterctlLabel],
    hostupdatepolicies: [clusterctlLabel],
    dataimages: [clusterctlLabel],
    preprovisioningimages: [clusterctlLabel],
    bmceventsubscriptions: [clusterctlLabel, moveLabel],
    somethingelse: [],
  };

  it.each(Object.entries(wanted))('of %s.metal3.io are %j', (plural, labels) => {
    expect(missingLabels(metal3(plural))).toEqual(labels);
  });

  it('are only those that are not there', () => {
    expect(missingLabels(crd(bareMetalHosts, [clusterctlLabel, moveHierarchyLabel]))).toEqual([moveLabel]);
    expect(missingLabels(crd(clusters, []))).toEqual([]);
  });
});

describe('moveKinds', () => {
  const kindOf = (...given: Parameters<typeof moveKinds>[0]) =>
    moveKinds(given)
      .slice(2)
      .map(({ resource, forceMove, forceMoveHierarchy }) => [resource.kind, forceMove, forceMoveHierarchy]);

  it('always has Secrets and ConfigMaps, by their owners only', () => {
    expect(moveKinds([]).map(({ resource, ...rest }) => [resource.kind, rest])).toEqual([
      ['Secret', { forceMove: false, forceMoveHierarchy: false }],
      ['ConfigMap', { forceMove: false, forceMoveHierarchy: false }],
    ]);
  });

  it('has a labelled kind by its owners, by itself, or with all below it', () => {
    expect(
      kindOf(
        crd(metal3Machines),
        crd(bindings, [clusterctlLabel, moveLabel]),
        crd(hardwareData, [clusterctlLabel, moveHierarchyLabel]),
      ),
    ).toEqual([
      ['Metal3Machine', false, false],
      ['ClusterResourceSetBinding', true, false],
      ['HardwareData', true, true],
    ]);
  });

  it('has Clusters, ClusterClasses and ClusterResourceSets with all below them', () => {
    expect(kindOf(crd(clusters), crd(clusterClasses), crd(resourceSets))).toEqual([
      ['Cluster', true, true],
      ['ClusterClass', true, true],
      ['ClusterResourceSet', true, true],
    ]);
  });

  it("counts the labels that Metal3's CRDs will get", () => {
    expect(kindOf(metal3('baremetalhosts'), metal3('hardwaredata'), metal3('dataimages'))).toEqual([
      ['baremetalhosts', true, true],
      ['hardwaredata', true, false],
      ['dataimages', false, false],
    ]);
  });

  it("has neither kinds without clusterctl's label nor clusterctl's own", () => {
    expect(kindOf(crd(machines, [moveLabel]), crd(providers))).toEqual([]);
  });
});

describe('unlabelledResources', () => {
  const of = (group: string, labels: readonly string[] = []) => crd({ ...machines, group, kind: group }, labels);
  const found = (...crds: Parameters<typeof unlabelledResources>[0]) =>
    unlabelledResources(crds).map(({ group }) => group);

  it('are those of Cluster API and Metal3', () => {
    const groups = ['cluster.x-k8s.io', 'infrastructure.cluster.x-k8s.io', 'metal3.io', 'ipam.metal3.io'];
    expect(found(...groups.map((group) => of(group)))).toEqual(groups);
    expect(found(of('example.org'), of('not-metal3.io'), of('metal3.io.example.org'))).toEqual([]);
  });

  it('lack the one label that makes clusterctl look', () => {
    expect(found(of('metal3.io', [clusterctlLabel]), of('ipam.metal3.io', [moveLabel]))).toEqual(['ipam.metal3.io']);
  });

  it("are not those that get Metal3's labels", () => {
    expect(found(metal3('baremetalhosts'), metal3('somethingelse'))).toEqual(['metal3.io']);
  });

  it('are not those that stay on purpose', () => {
    expect(found(of('pivot.metal3.io'), of('ironic.metal3.io'), of('clusterctl.cluster.x-k8s.io'))).toEqual([]);
  });

  it('are not those without a namespace', () => {
    expect(unlabelledResources([crd({ ...machines, namespaced: false }, [])])).toEqual([]);
  });
});

describe('readCrd', () => {
  const definition = (versions: readonly object[], scope = 'Namespaced') => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'clusters.cluster.x-k8s.io', labels: { [clusterctlLabel]: '' } },
    spec: { group: 'cluster.x-k8s.io', names: { plural: 'clusters', kind: 'Cluster' }, scope, versions },
  });

  it('takes the storage version, and notes which are served', () => {
    expect(
      readCrd(
        definition([
          { name: 'v1beta1', served: true, storage: false },
          { name: 'v1beta2', served: true, storage: true },
          { name: 'v1alpha4', served: false, storage: false },
        ]),
      ),
    ).toEqual({ ...crd(clusters), servedVersions: ['v1beta1', 'v1beta2'] });
  });

  it('knows cluster-scoped kinds', () => {
    const read = readCrd(definition([{ name: 'v1', served: true, storage: true }], 'Cluster'));
    expect(read?.resource.namespaced).toBe(false);
  });

  it('is undefined when no version is stored', () => {
    expect(readCrd(definition([{ name: 'v1', served: true, storage: false }]))).toBeUndefined();
  });
});
