/** The plan in full: every object in the order in which it will be copied, and everything else that a person approves. */

import type { KubeObject } from '../../api/kube-object.ts';
import { digest } from '../digest.ts';
import { describeObject } from '../graph.ts';
import { isClaimed, provisioningState } from '../hosts.ts';
import { compareText, identity } from '../inventory.ts';
import { sourceMoveSet } from '../move-set.ts';
import type { Observation } from '../observation.ts';
import { planSteps } from './steps.ts';

export interface PlannedObject {
  /** See `identity` in inventory.ts. */
  readonly identity: string;
  /** Owners come first: the depth at which it is created. */
  readonly group: number;
  /** Of its spec; empty for what has none: the data of Secrets and ConfigMaps changes by itself. */
  readonly digest: string;
}

export interface PlannedHost {
  readonly name: string;
  readonly state: string;
  readonly claimed: boolean;
}

export interface LeftObject {
  /** `Kind namespace/name` */
  readonly object: string;
  readonly why: string;
}

export interface PlanDocument {
  /** Of everything else in here. */
  readonly hash: string;
  readonly objects: readonly PlannedObject[];
  readonly hosts: readonly PlannedHost[];
  readonly leftBehind: readonly LeftObject[];
  readonly steps: readonly string[];
}

const known = new WeakMap<Observation, PlanDocument>();

/** undefined while the source is not read completely. */
export function planDocument(observation: Observation): PlanDocument | undefined {
  const before = known.get(observation);
  if (before !== undefined) return before;
  const set = sourceMoveSet(observation);
  if (set === undefined) return undefined;
  const content = {
    objects: set.groups
      .flatMap((group, depth) =>
        group.map(({ object }) => ({ identity: identity(object), group: depth, digest: digestOf(object) })),
      )
      .toSorted((a, b) => a.group - b.group || compareText(a.identity, b.identity)),
    hosts: observation.source.hosts
      .map((host) => ({ name: host.metadata.name, state: provisioningState(host), claimed: isClaimed(host) }))
      .toSorted((a, b) => compareText(a.name, b.name)),
    leftBehind: set.leftBehind
      .map(({ object, why }) => ({ object: describeObject(object), why }))
      .toSorted((a, b) => compareText(a.object, b.object)),
    steps: planSteps(observation),
  };
  const document = { hash: hashOf(content).slice(0, 16), ...content };
  known.set(observation, document);
  return document;
}

function digestOf(object: KubeObject): string {
  const { spec } = object as { spec?: unknown };
  return spec === undefined ? '' : hashOf(spec).slice(0, 12);
}

function hashOf(value: unknown): string {
  return digest(JSON.stringify(value, inOrder));
}

/** Whoever wrote an object chose the order of its fields. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => compareText(a, b)));
}
