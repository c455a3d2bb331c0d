/** Which ClusterClass does a Cluster use, and which templates does a ClusterClass name? */
import { groupOf, type KubeObject } from '../../api/kube-object.ts';
import { isKind, referenceKey } from './found-object.ts';

export interface Named {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

interface ClassRef {
  readonly name?: string;
  readonly namespace?: string;
}

function classRefOf(cluster: KubeObject): ClassRef | undefined {
  return (cluster['spec'] as { topology?: { classRef?: ClassRef } } | undefined)?.topology?.classRef;
}

/** undefined for anything but a Cluster with a topology. */
export function classOf(cluster: KubeObject): Named | undefined {
  const ref = isKind(cluster, 'Cluster') ? classRefOf(cluster) : undefined;
  if (ref === undefined) return undefined;
  const namespace = ref.namespace || cluster.metadata.namespace || '';
  return { group: 'cluster.x-k8s.io', kind: 'ClusterClass', namespace, name: ref.name ?? '' };
}

interface TemplateRef {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
}
interface WithTemplate {
  readonly templateRef?: TemplateRef;
}
interface WorkerClass {
  readonly infrastructure?: WithTemplate;
  readonly bootstrap?: WithTemplate;
}
interface ClassSpec {
  readonly infrastructure?: WithTemplate;
  readonly controlPlane?: WithTemplate & { readonly machineInfrastructure?: WithTemplate };
  readonly workers?: {
    readonly machineDeployments?: readonly WorkerClass[];
    readonly machinePools?: readonly WorkerClass[];
  };
}

/** The templates that clusterctl fetches along with a ClusterClass of another namespace; not those for remediation. */
export function templatesOf(clusterClass: KubeObject): readonly Named[] {
  const { infrastructure, controlPlane, workers } = (clusterClass['spec'] ?? {}) as ClassSpec;
  const pools = [...(workers?.machineDeployments ?? []), ...(workers?.machinePools ?? [])];
  const refs = [
    infrastructure,
    controlPlane,
    controlPlane?.machineInfrastructure,
    ...pools.flatMap((worker) => [worker.infrastructure, worker.bootstrap]),
  ].flatMap((part) => part?.templateRef ?? []);
  const named = refs.map(({ apiVersion = '', kind = '', name = '' }) => ({
    group: groupOf(apiVersion),
    kind,
    namespace: clusterClass.metadata.namespace ?? '',
    name,
  }));
  return [...new Map(named.map((ref) => [referenceKey(ref), ref])).values()];
}
