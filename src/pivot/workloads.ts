/** Which Deployment runs the Bare Metal Operator, which runs Ironic, and which webhooks are served by one. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import { usualIronicOperator } from '../api/ironic-spec.ts';
import type { KubeObject } from '../api/kube-object.ts';
import type { DeploymentRef } from '../api/names.ts';
import type { ClusterView, Observation, ObservedManifests, Side, Webhook, Workload } from './observation.ts';
import { type Violation, violation } from './result.ts';

type Container = Workload['containers'][number];

export function looksLikeBareMetalOperator(containers: readonly Container[]): boolean {
  return containers.some(({ image }) => /(^|\/)(metal3-)?baremetal-operator([:@]|$)/.test(image));
}

export function looksLikeIronic(containers: readonly Container[]): boolean {
  const names = containers.map(({ name }) => name);
  return names.includes('ironic') && (names.includes('ironic-endpoint-keepalived') || names.includes('keepalived'));
}

export type Found = { readonly workload: Workload } | { readonly violation: Violation };

export function findBareMetalOperator({ pivot, source, target }: Sides, side: Side): Found {
  return find(side === 'source' ? source : target, side, {
    what: 'the Bare Metal Operator',
    field: `spec.bareMetalOperator.${side}`,
    named: pivot.spec.bareMetalOperator?.[side],
    matches: looksLikeBareMetalOperator,
    notFound: 'BareMetalOperatorNotFound',
    ambiguous: 'BareMetalOperatorAmbiguous',
  });
}

/** What tells which workload of a cluster runs what. */
export type Sides = Pick<Observation, 'pivot' | 'source' | 'target'>;

/** The Deployment of Ironic; of an external Ironic there is none to be found. */
export function findIronic({ pivot, source, target }: Sides, side: Side): Found {
  return find(side === 'source' ? source : target, side, {
    what: 'Ironic (containers ironic and ironic-endpoint-keepalived or keepalived)',
    field: `spec.ironic.${side}`,
    named: ironicDeployment(pivot, side),
    matches: looksLikeIronic,
    notFound: 'IronicNotFound',
    ambiguous: 'IronicAmbiguous',
  });
}

/** The Deployment that the spec names, or that the Ironic Standalone Operator makes of the resource that it names. */
export function ironicDeployment({ spec }: ClusterPivot, side: Side): DeploymentRef | undefined {
  const { type, namespace, name } = spec.ironic[side];
  if (namespace === undefined || name === undefined) return undefined;
  return { namespace, name: type === 'IronicStandalone' ? `${name}-service` : name };
}

/** The Deployment of the Ironic Standalone Operator in the source, where it has to be stopped first. */
export function ironicOperator({ spec }: ClusterPivot): DeploymentRef | undefined {
  const { type, operator = usualIronicOperator } = spec.ironic.source;
  return type === 'IronicStandalone' ? operator : undefined;
}

/** Whether no Pod of a side's Ironic exists any more, and which node one is on. */
export function ironicPods(sides: Sides, side: Side): { readonly gone: boolean; readonly node: string | undefined } {
  if (side === 'source' && sides.pivot.spec.ironic.source.type === 'External') return { gone: true, node: undefined };
  const found = findIronic(sides, side);
  if ('violation' in found) return { gone: found.violation.reason === 'IronicNotFound', node: undefined };
  const { replicas, pods } = found.workload;
  return { gone: replicas === 0 && pods.length === 0, node: pods.find(({ node }) => node !== undefined)?.node };
}

/** Where a side's Ironic is or will be; undefined: not known, or outside of the cluster. */
export function ironicNamespace(sides: Sides, manifests: ObservedManifests, side: Side): string | undefined {
  const named = sides.pivot.spec.ironic[side].namespace;
  if (named !== undefined) return named;
  const found = findIronic(sides, side);
  if ('workload' in found) return found.workload.namespace;
  if (side === 'source' || manifests.state !== 'found') return undefined;
  return manifests.objects.find(({ object }) => isIronicDeployment(object))?.object.metadata.namespace;
}

function isIronicDeployment(object: KubeObject): boolean {
  const { template } = (object['spec'] ?? {}) as { template?: { spec?: { containers?: readonly Container[] } } };
  return object.kind === 'Deployment' && looksLikeIronic(template?.spec?.containers ?? []);
}

interface Sought {
  readonly what: string;
  readonly field: string;
  readonly named: DeploymentRef | undefined;
  readonly matches: (containers: readonly Container[]) => boolean;
  readonly notFound: 'BareMetalOperatorNotFound' | 'IronicNotFound';
  readonly ambiguous: 'BareMetalOperatorAmbiguous' | 'IronicAmbiguous';
}

function find(view: ClusterView | undefined, side: Side, sought: Sought): Found {
  const workloads = view?.workloads ?? [];
  if (sought.named !== undefined) {
    const { namespace, name } = sought.named;
    const workload = workloadNamed(workloads, sought.named);
    return workload === undefined
      ? {
          violation: violation(
            sought.notFound,
            `Deployment ${namespace}/${name} (${sought.field}) does not exist in the ${side}; waiting for it`,
          ),
        }
      : { workload };
  }
  const [first, second] = workloads.filter(({ containers }) => sought.matches(containers));
  if (first === undefined) {
    return {
      violation: violation(
        sought.notFound,
        `no Deployment in the ${side} runs ${sought.what}; install it there, or name it in ${sought.field}`,
      ),
    };
  }
  if (second === undefined) return { workload: first };
  return {
    violation: violation(
      sought.ambiguous,
      `Deployments ${first.namespace}/${first.name} and ${second.namespace}/${second.name} in the ${side} both run ${sought.what}; name one in ${sought.field}`,
    ),
  };
}

export function workloadNamed(workloads: readonly Workload[], ref: DeploymentRef): Workload | undefined {
  return workloads.find(({ namespace, name }) => namespace === ref.namespace && name === ref.name);
}

/** Webhooks that can only be answered by the Pods of this Deployment: they fail as soon as it is stopped. */
export function webhooksOf(workload: Workload, webhooks: readonly Webhook[]): readonly Webhook[] {
  return webhooks.filter(
    ({ service }) =>
      service.namespace === workload.namespace &&
      Object.keys(service.selector).length > 0 &&
      Object.entries(service.selector).every(([key, value]) => workload.podLabels[key] === value),
  );
}
