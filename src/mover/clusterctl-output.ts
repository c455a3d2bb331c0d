/** What clusterctl has said so far: a pure reading of the lines on its standard error, one after the other. */
import type { MoverResult } from '../api/mover-result.ts';
import { refusalIn } from './refusal.ts';

/**
 * Where `clusterctl move` is, in its own order. The texts below are those of v1.14; of other versions, what is not
 * recognised is not used.
 */
export type ClusterctlPhase = 'checking' | 'pausing' | 'waiting' | 'creating' | 'deleting';

export interface Heard {
  readonly phase: ClusterctlPhase;
  /** How many Clusters it found to move; undefined before it has said so. */
  readonly clusters: number | undefined;
  /** How many objects it has begun to create in the target; a repeated attempt counts once. */
  readonly objects: number;
  /** The object that it pauses or creates at present. */
  readonly object: string | undefined;
  /** Why it tries the present step again. */
  readonly cause: string | undefined;
  /** When this object was first refused, in milliseconds since the epoch, for a reason that may pass. */
  readonly doubtedSince: number | undefined;
  /** What is refused, and would be however often it tried. */
  readonly refused: MoverResult['refused'];
  /** Its own last words. */
  readonly error: string | undefined;
  readonly lastLine: string | undefined;
}

export const nothingHeard: Heard = {
  phase: 'checking',
  clusters: undefined,
  objects: 0,
  object: undefined,
  cause: undefined,
  doubtedSince: undefined,
  refused: undefined,
  error: undefined,
  lastLine: undefined,
};

/** How long a refusal may be in doubt: roles that were just granted reach an API server within a few seconds. */
const doubtMs = 10_000;

/** The whole line, since a message of a webhook or an object's name may contain any of this. */
const phaseLines: ReadonlyMap<string, ClusterctlPhase> = new Map([
  ['Pausing the source cluster', 'pausing'],
  ['Waiting for all resources to be ready to move', 'waiting'],
  ['Creating objects in the target cluster', 'creating'],
  ['Deleting objects from the source cluster', 'deleting'],
]);

/** Which object it turns to: kind, name, namespace. */
const objectLines: ReadonlyMap<ClusterctlPhase, readonly RegExp[]> = new Map([
  [
    'pausing',
    [
      /^Set Cluster\.Spec\.Paused paused=true (Cluster)=\{"name":"([^"]*)","namespace":"([^"]*)"\}$/,
      /^Set Paused annotation (ClusterClass)="([^"]*)" Namespace="([^"]*)"$/,
    ],
  ],
  ['creating', [/^Creating ([A-Za-z0-9]+)="([^"]*)" Namespace="([^"]*)"$/]],
]);

/** `now`: when the line was read, in milliseconds since the epoch. */
export function hear(before: Heard, line: string, now: number): Heard {
  const text = line.trimEnd();
  if (text === '') return before;
  const heard = { ...before, lastLine: text };
  const phase = phaseLines.get(text);
  return phase === undefined ? hearDetail(heard, text, now) : enter(heard, phase);
}

function enter(heard: Heard, phase: ClusterctlPhase): Heard {
  // Deletion is the end of copying; nothing that comes before the copies can announce it.
  if (phase === 'deleting' && heard.phase !== 'creating') return heard;
  return { ...heard, phase, object: undefined, cause: undefined, doubtedSince: undefined };
}

function hearDetail(heard: Heard, text: string, now: number): Heard {
  const clusters = /^Moving Cluster API objects Clusters=(\d+)$/.exec(text)?.[1];
  if (clusters !== undefined) return { ...heard, clusters: Number(clusters) };

  const object = objectIn(heard.phase, text);
  if (object !== undefined) return turnTo(heard, object);

  const cause = /retrying with backoff cause=(".*")$/i.exec(text)?.[1];
  if (cause !== undefined) return judge({ ...heard, cause: unquote(cause) }, now);

  // "Error:" is written by cobra; the others by Go, when clusterctl itself breaks.
  const error = /^(?:Error: |(?=panic: |fatal error: ))(.+)$/.exec(text)?.[1];
  return error === undefined ? heard : { ...heard, error };
}

function objectIn(phase: ClusterctlPhase, text: string): string | undefined {
  for (const line of objectLines.get(phase) ?? []) {
    const [, kind, name, namespace] = line.exec(text) ?? [];
    if (kind !== undefined) return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
  }
  return undefined;
}

/** Each attempt at an object is announced by the same line. */
function turnTo(heard: Heard, object: string): Heard {
  if (object === heard.object) return heard;
  const objects = heard.phase === 'creating' ? heard.objects + 1 : heard.objects;
  return { ...heard, object, objects, cause: undefined, doubtedSince: undefined };
}

/** Where it has no object at hand clusterctl only reads, and gives up by itself within seconds. */
function judge(heard: Heard, now: number): Heard {
  const refusal = refusalIn(heard.cause ?? '');
  if (refusal === undefined || heard.object === undefined || heard.refused !== undefined) return heard;
  const doubtedSince = heard.doubtedSince ?? now;
  if (!refusal.certain && now - doubtedSince < doubtMs) return { ...heard, doubtedSince };
  return { ...heard, refused: { object: heard.object, reason: refusal.reason } };
}

function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}

/** What it is doing, for a sentence that has "while" before it. */
export function activity({ phase, object }: Heard): string {
  return {
    checking: 'looking at both clusters',
    pausing: object === undefined ? 'pausing the source' : `pausing ${object} in the source`,
    waiting: 'waiting for all resources to be ready to move',
    creating: object === undefined ? 'creating objects in the target' : `creating ${object} in the target`,
    deleting: 'about to delete in the source',
  }[phase];
}

/** The same, and why it does it again. */
export function doing(heard: Heard): string {
  const again = heard.cause === undefined ? '' : `, and trying again because: ${heard.cause}`;
  return `${activity(heard)}${again}`;
}
