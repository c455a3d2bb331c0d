/** Do hosts and Metal3Machines agree on who has claimed whom, and would CAPM3 prepare each claimed host for the move? */
import type { KubeObject } from '../../api/kube-object.ts';
import { capiPausedAnnotation, claimedHostAnnotation, clusterNameLabel } from '../../api/marks.ts';
import { conditionInWords, conditionNamed } from '../conditions.ts';
import { describeObject, isKind } from '../graph/found-object.ts';
import { hostSpec, isClaimed } from '../hosts.ts';
import { objectsHere } from '../objects-here.ts';
import type { ClusterView, Observation } from '../observation.ts';
import { type Case, type Violation, violationOf } from '../result.ts';

function metal3Machines(source: ClusterView): readonly KubeObject[] {
  return objectsHere(source).filter((object) => isKind(object, 'Metal3Machine', 'infrastructure.cluster.x-k8s.io'));
}

function keyOf({ metadata: { namespace = '', name } }: KubeObject): string {
  return `${namespace}/${name}`;
}

function claimOf(machine: KubeObject): string | undefined {
  return machine.metadata.annotations?.[claimedHostAnnotation];
}

/** `namespace/name` of the Metal3Machine; undefined for a host that none has claimed. */
function consumerOf(host: KubeObject): string | undefined {
  if (!isClaimed(host)) return undefined;
  const { name = '', namespace = host.metadata.namespace ?? '' } = hostSpec(host).consumerRef ?? {};
  return `${namespace}/${name}`;
}

/**
 * CAPM3 finds the host of a Metal3Machine by annotation, pauses it with its status, and lifts that again only from a host
 * with the label of its Cluster (1.14, metal3machine_manager.go: getHost, SetPauseAnnotation, RemovePauseAnnotation). A
 * half claim is a host that nobody prepares, or that stays paused in the target.
 */
export function hostClaimBroken({ source }: Observation): Violation | undefined {
  if (source.objects === undefined) return undefined;
  const machines = metal3Machines(source);
  const claims = new Map(machines.map((machine) => [keyOf(machine), { to: claimOf(machine) }]));
  const consumers = new Map(source.hosts.map((host) => [keyOf(host), { by: consumerOf(host) }]));
  const clusters = new Set(source.clusters.map(({ metadata }) => metadata.name));
  const told = (object: KubeObject, seen: string | undefined): Case[] =>
    seen === undefined ? [] : [{ object: describeObject(object), seen }];
  return violationOf(
    'HostClaimBroken',
    [
      ...source.hosts.flatMap((host) => told(host, halfClaimOfHost(host, claims) ?? strayLabel(host, clusters))),
      ...machines.flatMap((machine) => told(machine, halfClaimOfMachine(machine, consumers))),
    ],
    `make spec.consumerRef and label of the host and the annotation ${claimedHostAnnotation} of its Metal3Machine agree`,
  );
}

type Claims = ReadonlyMap<string, { readonly to: string | undefined }>;
type Consumers = ReadonlyMap<string, { readonly by: string | undefined }>;

function halfClaimOfHost(host: KubeObject, claims: Claims): string | undefined {
  const consumer = consumerOf(host);
  if (consumer === undefined) return undefined;
  const claim = claims.get(consumer);
  const claimed = `is claimed by Metal3Machine ${consumer}`;
  if (claim === undefined) return `${claimed}, which does not exist`;
  if (claim.to === keyOf(host)) return undefined;
  return `${claimed}, which ${claim.to === undefined ? 'names no host' : `names host ${claim.to}`}`;
}

/** Which Cluster it should be is for others to say when there is none, or more than one. */
function strayLabel(host: KubeObject, clusters: ReadonlySet<string>): string | undefined {
  if (!isClaimed(host) || clusters.size === 0) return undefined;
  const label = host.metadata.labels?.[clusterNameLabel];
  if (label !== undefined && clusters.has(label)) return undefined;
  return `is claimed and ${label === undefined ? `lacks the label ${clusterNameLabel}` : `labelled as of Cluster ${label}`}`;
}

function halfClaimOfMachine(machine: KubeObject, consumers: Consumers): string | undefined {
  const claim = claimOf(machine);
  if (claim === undefined) return undefined;
  const host = consumers.get(claim);
  const named = `names host ${claim}`;
  if (host === undefined) return `${named}, which does not exist`;
  if (host.by === keyOf(machine)) return undefined;
  return `${named}, which is claimed by ${host.by === undefined ? 'none' : `Metal3Machine ${host.by}`}`;
}

/** CAPM3 leaves a paused Metal3Machine alone, and with it the host that has to be paused for the move. */
export function metal3MachineNotReady({ source }: Observation): Violation | undefined {
  const cases = metal3Machines(source).flatMap((machine): Case[] => {
    const seen = unready(machine);
    return seen === undefined ? [] : [{ object: describeObject(machine), seen }];
  });
  return violationOf('Metal3MachineNotReady', cases, 'waiting until it is ready and nobody pauses it');
}

interface Metal3MachineStatus {
  /** Contract v1beta1 of Cluster API. */
  readonly ready?: boolean;
  /** Contract v1beta2. */
  readonly initialization?: { readonly provisioned?: boolean };
}

function unready(machine: KubeObject): string | undefined {
  if (capiPausedAnnotation in (machine.metadata.annotations ?? {})) return `is paused by ${capiPausedAnnotation}`;
  const ready = conditionNamed(machine, 'Ready');
  if (ready !== undefined) return ready.status === 'True' ? undefined : `is not ready: ${conditionInWords(ready)}`;
  const status = (machine['status'] ?? {}) as Metal3MachineStatus;
  return status.ready === true || status.initialization?.provisioned === true ? undefined : 'is not provisioned yet';
}
