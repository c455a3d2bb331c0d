/** Which BareMetalHost a Metal3Machine gets. CAPM3 draws at random; the stand-in takes the first by name, so that runs repeat. */
import { clusterNameLabel, hostPausedAnnotation } from '../../../src/api/marks.ts';
import { type BareMetalHost, provisioningState } from '../bare-metal-host.ts';
import { unhealthyAnnotation } from '../marks.ts';
import type { HostSelector, Metal3Machine } from '../metal3-machine.ts';

const claimable = new Set(['available', 'ready']);

function matchesExpression(
  labels: Readonly<Record<string, string>>,
  expression: { readonly key: string; readonly operator: string; readonly values?: readonly string[] },
): boolean {
  const value = labels[expression.key];
  const values = expression.values ?? [];
  switch (expression.operator.toLowerCase()) {
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
    case 'doesnotexist':
      return value === undefined;
    default:
      return false;
  }
}

function matches(host: BareMetalHost, selector: HostSelector | undefined): boolean {
  const labels = host.metadata.labels ?? {};
  const wanted = Object.entries(selector?.matchLabels ?? {});
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    (selector?.matchExpressions ?? []).every((expression) => matchesExpression(labels, expression))
  );
}

/** Whether the host is claimed by exactly this Metal3Machine. */
export function isConsumedBy(host: BareMetalHost, machine: Metal3Machine): boolean {
  const consumer = host.spec?.consumerRef;
  return (
    consumer?.kind === 'Metal3Machine' &&
    consumer.name === machine.metadata.name &&
    consumer.namespace === machine.metadata.namespace
  );
}

function mayBeClaimed(host: BareMetalHost, machine: Metal3Machine, cluster: string): boolean {
  const { annotations, labels, deletionTimestamp } = host.metadata;
  const owner = labels?.[clusterNameLabel];
  return (
    host.spec?.consumerRef === undefined &&
    deletionTimestamp === undefined &&
    (owner === undefined || owner === cluster) &&
    annotations?.[hostPausedAnnotation] === undefined &&
    annotations?.[unhealthyAnnotation] === undefined &&
    (host.status?.errorMessage ?? '') === '' &&
    claimable.has(provisioningState(host)) &&
    matches(host, machine.spec?.hostSelector)
  );
}

/** The host that is this machine's already (a claim that was cut short), else the first free one that fits; or none. */
export function chooseHost(
  hosts: readonly BareMetalHost[],
  machine: Metal3Machine,
  cluster: string,
): BareMetalHost | undefined {
  const mine = hosts.find((host) => isConsumedBy(host, machine));
  if (mine !== undefined) return mine;
  return hosts
    .filter((host) => mayBeClaimed(host, machine, cluster))
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))[0];
}
