/** The kinds of the drawn graphs: one for each way in which clusterctl treats a kind. No two are called alike. */
import type { KubeObject, Resource } from '../../src/api/kube-object.ts';
import { clusterctlLabel, moveHierarchyLabel, moveLabel } from '../../src/api/marks.ts';
import { clusters, configMaps, machines, providers, secrets } from '../../src/api/resources.ts';

interface KindIs {
  readonly group?: string;
  readonly namespaced?: boolean;
  readonly labels?: readonly string[];
}

interface DrawnKind {
  readonly resource: Resource;
  /** Labels of its CRD; undefined for a kind that needs none. */
  readonly labels: readonly string[] | undefined;
}

const base = [clusterctlLabel];

function drawn(kind: string, { group, namespaced = true, labels = base }: KindIs = {}): DrawnKind {
  const resource: Resource = {
    group: group ?? 'infrastructure.cluster.x-k8s.io',
    version: 'v1beta2',
    plural: `${kind.toLowerCase()}s`,
    kind,
    namespaced,
  };
  return { resource, labels };
}

export const kinds = {
  Cluster: { resource: clusters, labels: base },
  ClusterClass: { ...drawn('ClusterClass', { group: 'cluster.x-k8s.io' }) },
  Machine: { resource: machines, labels: base },
  ClusterResourceSet: drawn('ClusterResourceSet', { group: 'addons.cluster.x-k8s.io' }),
  ClusterResourceSetBinding: drawn('ClusterResourceSetBinding', { group: 'addons.cluster.x-k8s.io' }),
  Secret: { resource: secrets, labels: undefined },
  ConfigMap: { resource: configMaps, labels: undefined },
  /** Moves with what owns it. */
  Template: drawn('Template'),
  /** Moves by itself. */
  Mover: drawn('Mover', { labels: [...base, moveLabel] }),
  /** Moves with everything below it. */
  Root: drawn('Root', { labels: [...base, moveHierarchyLabel] }),
  /** Of a group that has nothing to do with Cluster API. */
  Foreigner: drawn('Foreigner', { group: 'example.org' }),
  /** clusterctl does not see it: neither label counts without the first. */
  Hidden: drawn('Hidden', { labels: [moveLabel, moveHierarchyLabel] }),
  Global: drawn('Global', { namespaced: false }),
  GlobalMover: drawn('GlobalMover', { namespaced: false, labels: [...base, moveLabel] }),
  GlobalRoot: drawn('GlobalRoot', { namespaced: false, labels: [...base, moveHierarchyLabel] }),
  GlobalHidden: drawn('GlobalHidden', { namespaced: false, labels: [] }),
} as const satisfies Readonly<Record<string, DrawnKind>>;

export type KindName = keyof typeof kinds;

/** Served beside the storage version: references may name an object by it. */
export const otherVersion = 'v1beta1';

export function differentialCrds(): readonly KubeObject[] {
  const own = Object.values(kinds).flatMap(({ resource, labels }) =>
    labels === undefined ? [] : [crd(resource, labels)],
  );
  return [...own, crd(providers, [])];
}

function crd({ group, version, plural, kind, namespaced }: Resource, labels: readonly string[]): KubeObject {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  const served = { served: true, subresources: { status: {} }, schema };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, labels: Object.fromEntries(labels.map((label) => [label, ''])) },
    spec: {
      group,
      names: { plural, kind, listKind: `${kind}List`, singular: kind.toLowerCase() },
      scope: namespaced ? 'Namespaced' : 'Cluster',
      versions: [
        { name: otherVersion, storage: false, ...served },
        { name: version, storage: true, ...served },
      ],
    },
  };
}
