/** Objects as a plan has them, whose owners are told by name, and how they come into a cluster. */
import type { KubeObject, OwnerReference, Resource } from '../../../src/api/kube-object.ts';
import { clusterNameLabel } from '../../../src/api/marks.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { objectOf } from '../../controller/minimal-crds.ts';
import { clusterName, namespace } from './names.ts';

export interface Planted {
  readonly resource: Resource;
  readonly object: KubeObject;
  /** `Kind/name`; the first one is the controller, unless there is none. */
  readonly owners: readonly string[];
  readonly controlled: boolean;
}

export interface Plan {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly owners?: readonly string[];
  readonly controlled?: boolean;
  /** Everything but metadata. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

export function planted(resource: Resource, name: string, plan: Plan): Planted {
  const { labels, annotations, owners = [], controlled = true, fields } = plan;
  const metadata = { name, namespace, ...(labels && { labels }), ...(annotations && { annotations }) };
  return { resource, object: objectOf(resource, metadata, fields), owners, controlled };
}

/** With the label of the world's Cluster. */
export function ofCluster(resource: Resource, name: string, plan: Plan): Planted {
  return planted(resource, name, { ...plan, labels: { [clusterNameLabel]: clusterName, ...plan.labels } });
}

/** Creates them in their order, in which owners come before what they own. */
export async function plant(client: ClusterClient, plants: readonly Planted[]): Promise<void> {
  const created = new Map<string, KubeObject>();
  for (const { resource, object, owners, controlled } of plants) {
    const ownerReferences = owners.map((owner, index) =>
      ownerReference(created.get(owner), owner, controlled && index === 0),
    );
    const metadata = { ...object.metadata, ...(ownerReferences.length > 0 && { ownerReferences }) };
    const made = await client.create(resource, { ...object, metadata }, { fieldValidation: 'Strict' });
    created.set(`${object.kind}/${object.metadata.name}`, made);
  }
}

function ownerReference(owner: KubeObject | undefined, key: string, controller: boolean): OwnerReference {
  if (owner === undefined) throw new Error(`${key} is to own something that comes before it`);
  const { apiVersion, kind, metadata } = owner;
  const reference = { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '' };
  return controller ? { ...reference, controller, blockOwnerDeletion: true } : reference;
}
