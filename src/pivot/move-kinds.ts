/** Which kinds of objects move: what clusterctl discovers by CRD labels, and the labels that Metal3's CRDs need for it. */

import type { KubeObject, Resource } from '../api/kube-object.ts';
import { clusterctlLabel, moveHierarchyLabel, moveLabel } from '../api/marks.ts';
import { configMaps, secrets } from '../api/resources.ts';

/** The part of a CustomResourceDefinition that decides how its objects move. */
export interface Crd {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Coordinates at the storage version, the one clusterctl lists, creates and deletes with. */
  readonly resource: Resource;
  readonly servedVersions: readonly string[];
}

export interface MoveKind {
  readonly resource: Resource;
  /** Objects move even without an owner that moves. */
  readonly forceMove: boolean;
  /** Objects move and take all they own along. */
  readonly forceMoveHierarchy: boolean;
}

/**
 * Labels that the Bare Metal Operator's CRDs need in the source, and never carry by themselves. Hosts and their
 * HardwareData as upstream's own pivoting test sets them; the other children of hosts so that what a user asked of the
 * firmware in their `spec` is not lost.
 */
const metal3Labels: Readonly<Record<string, readonly string[]>> = {
  'baremetalhosts.metal3.io': [clusterctlLabel, moveLabel, moveHierarchyLabel],
  'hardwaredata.metal3.io': [clusterctlLabel, moveLabel],
  'hostfirmwaresettings.metal3.io': [clusterctlLabel],
  'hostfirmwarecomponents.metal3.io': [clusterctlLabel],
  'firmwareschemas.metal3.io': [clusterctlLabel],
  'hostupdatepolicies.metal3.io': [clusterctlLabel],
  'dataimages.metal3.io': [clusterctlLabel],
  'preprovisioningimages.metal3.io': [clusterctlLabel],
  'bmceventsubscriptions.metal3.io': [clusterctlLabel, moveLabel],
};

/** Kinds that clusterctl moves with everything below them, whatever their labels. */
const builtInHierarchies = [
  'Cluster.cluster.x-k8s.io',
  'ClusterClass.cluster.x-k8s.io',
  'ClusterResourceSet.addons.cluster.x-k8s.io',
];

/** Reads what matters of a CustomResourceDefinition; undefined for one that stores no version. */
export function readCrd(object: KubeObject): Crd | undefined {
  const spec = object['spec'] as {
    group: string;
    names: { plural: string; kind: string };
    scope: string;
    versions: readonly { name: string; served: boolean; storage: boolean }[];
  };
  const storage = spec.versions.find((version) => version.storage);
  if (storage === undefined) return undefined;
  return {
    name: object.metadata.name,
    labels: object.metadata.labels ?? {},
    resource: {
      group: spec.group,
      version: storage.name,
      plural: spec.names.plural,
      kind: spec.names.kind,
      namespaced: spec.scope === 'Namespaced',
    },
    servedVersions: spec.versions.filter((version) => version.served).map((version) => version.name),
  };
}

/** The label keys that a CRD lacks for its objects to move. */
export function missingLabels(crd: Crd): readonly string[] {
  return (metal3Labels[crd.name] ?? []).filter((label) => !(label in crd.labels));
}

/** The kinds that will move once the missing labels are there, plus Secrets and ConfigMaps, which clusterctl always reads. */
export function moveKinds(crds: readonly Crd[]): readonly MoveKind[] {
  const kinds: MoveKind[] = [plainKind(secrets), plainKind(configMaps)];
  for (const crd of crds) {
    const labels = new Set([...Object.keys(crd.labels), ...(metal3Labels[crd.name] ?? [])]);
    if (!labels.has(clusterctlLabel)) continue;
    const builtIn = builtInHierarchies.includes(`${crd.resource.kind}.${crd.resource.group}`);
    const hierarchy = builtIn || labels.has(moveHierarchyLabel);
    if (crd.resource.group === 'clusterctl.cluster.x-k8s.io') continue;
    kinds.push({
      resource: crd.resource,
      forceMove: hierarchy || labels.has(moveLabel),
      forceMoveHierarchy: hierarchy,
    });
  }
  return kinds;
}

/** Groups whose objects stay on purpose: what a pivot itself works with, and clusterctl's inventory of providers. */
const stayingGroups = ['pivot.metal3.io', 'ironic.metal3.io', 'clusterctl.cluster.x-k8s.io'];

/**
 * Types of Cluster API and Metal3 that clusterctl would not discover, since their CRDs lack its label; a namespace's objects
 * of them would stay behind without a word. Helm and GitOps install CRDs like that.
 */
export function unlabelledResources(crds: readonly Crd[]): readonly Resource[] {
  const discovered = new Set(moveKinds(crds).map(({ resource }) => resource));
  return crds
    .map(({ resource }) => resource)
    .filter((resource) => resource.namespaced && !discovered.has(resource))
    .filter(({ group }) => /(^|\.)(cluster\.x-k8s|metal3)\.io$/.test(group) && !stayingGroups.includes(group));
}

function plainKind(resource: Resource): MoveKind {
  return { resource, forceMove: false, forceMoveHierarchy: false };
}
