/** Which Deployment runs the Bare Metal Operator, which runs Ironic, and which webhooks are served by one. */
import type { DeploymentRef } from '../api/spec.ts';
import type { ClusterView, Observation, Side, Webhook, Workload } from './observation.ts';
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

export function findBareMetalOperator({ pivot, source, target }: Observation, side: Side): Found {
  return find(side === 'source' ? source : target, side, {
    what: 'the Bare Metal Operator',
    field: `spec.bareMetalOperator.${side}`,
    named: pivot.spec.bareMetalOperator?.[side],
    matches: looksLikeBareMetalOperator,
    notFound: 'BareMetalOperatorNotFound',
    ambiguous: 'BareMetalOperatorAmbiguous',
  });
}

export function findIronic({ pivot, source, target }: Observation, side: Side): Found {
  return find(side === 'source' ? source : target, side, {
    what: 'Ironic (containers ironic and ironic-endpoint-keepalived or keepalived)',
    field: `spec.ironic.${side}`,
    named: pivot.spec.ironic?.[side],
    matches: looksLikeIronic,
    notFound: 'IronicNotFound',
    ambiguous: 'IronicAmbiguous',
  });
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
