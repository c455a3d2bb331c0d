/** A pivot by hand at a moment, as a scene of watch: its commands are the steps. */
import { hostGroups, type SeenHosts } from '../../src/plugin/watch/host-groups.ts';
import type { Scene, Step } from '../../src/plugin/watch/scene.ts';
import type { Sighting } from '../witness/endpoint.ts';

export interface HandTask {
  readonly name: string;
  /** The command, or what is waited for. */
  readonly says: string;
  /** Milliseconds since the epoch; undefined: not yet. */
  readonly begunAt?: number;
  readonly endedAt?: number;
  readonly failed?: boolean;
}

export interface HandMoment {
  readonly now: number;
  readonly startedAt: number;
  readonly hosts: SeenHosts;
  /** What was seen of Ironic's address so far; undefined where there is no real Ironic. */
  readonly endpoint: { readonly address: string; readonly sightings: readonly Sighting[] } | undefined;
}

export function handScene(tasks: readonly HandTask[], { now, startedAt, hosts, endpoint }: HandMoment): Scene {
  const steps = tasks.map((task) => stepOf(task, now));
  const current = tasks.find((_, index) => ['running', 'failed'].includes(steps[index]?.state ?? ''));
  const last = endpoint?.sightings.at(-1);
  return {
    title: 'A pivot by hand, as the book describes it',
    seconds: (now - startedAt) / 1000,
    steps,
    waitsFor: current === undefined ? [] : [current.says],
    ...(endpoint === undefined || last === undefined
      ? {}
      : { endpoint: { address: endpoint.address, holder: holderOf(last), seconds: (now - last.at) / 1000 } }),
    hosts: hostGroups(hosts),
    notes: [],
  };
}

function stepOf({ name, begunAt, endedAt, failed = false }: HandTask, now: number): Step {
  if (begunAt === undefined) return { name, state: 'waiting' };
  const state = failed ? 'failed' : endedAt === undefined ? 'running' : 'done';
  return { name, state, seconds: ((endedAt ?? now) - begunAt) / 1000 };
}

/** undefined: nobody. */
function holderOf({ holders }: Sighting): string | undefined {
  return holders.length === 0 ? undefined : `the ${holders.join(' and the ')}`;
}
