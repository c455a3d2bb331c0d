/** What clusterctl has said so far: a pure reading of the lines on its standard error, one after the other. */

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
  /** The object that it creates at present. */
  readonly object: string | undefined;
  /** Why it tries the present step again. */
  readonly cause: string | undefined;
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
  error: undefined,
  lastLine: undefined,
};

/** The whole line, since a message of a webhook or an object's name may contain any of this. */
const phaseLines: ReadonlyMap<string, ClusterctlPhase> = new Map([
  ['Pausing the source cluster', 'pausing'],
  ['Waiting for all resources to be ready to move', 'waiting'],
  ['Creating objects in the target cluster', 'creating'],
  ['Deleting objects from the source cluster', 'deleting'],
]);

export function hear(before: Heard, line: string): Heard {
  const text = line.trimEnd();
  if (text === '') return before;
  const heard = { ...before, lastLine: text };
  const phase = phaseLines.get(text);
  return phase === undefined ? hearDetail(heard, text) : enter(heard, phase);
}

function enter(heard: Heard, phase: ClusterctlPhase): Heard {
  // Deletion is the end of copying; nothing that comes before the copies can announce it.
  if (phase === 'deleting' && heard.phase !== 'creating') return heard;
  return { ...heard, phase, object: undefined, cause: undefined };
}

function hearDetail(heard: Heard, text: string): Heard {
  const clusters = /^Moving Cluster API objects Clusters=(\d+)$/.exec(text)?.[1];
  if (clusters !== undefined) return { ...heard, clusters: Number(clusters) };

  const created = /^Creating ([A-Za-z0-9]+)="([^"]*)" Namespace="([^"]*)"$/.exec(text);
  if (created !== null && heard.phase === 'creating') {
    const [, kind = '', name = '', namespace = ''] = created;
    return beginObject(heard, `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`);
  }

  const cause = /retrying with backoff cause=(".*")$/i.exec(text)?.[1];
  if (cause !== undefined) return { ...heard, cause: unquote(cause) };

  // "Error:" is written by cobra; the others by Go, when clusterctl itself breaks.
  const error = /^(?:Error: |(?=panic: |fatal error: ))(.+)$/.exec(text)?.[1];
  return error === undefined ? heard : { ...heard, error };
}

/** Each attempt at an object is announced by the same line. */
function beginObject(heard: Heard, object: string): Heard {
  if (object === heard.object) return heard;
  return { ...heard, object, objects: heard.objects + 1, cause: undefined };
}

function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}

/** What it is doing, for a sentence that begins with "while". */
export function doing({ phase, object, cause }: Heard): string {
  const what = {
    checking: 'looking at both clusters',
    pausing: 'pausing the source',
    waiting: 'waiting for all resources to be ready to move',
    creating: object === undefined ? 'creating objects in the target' : `creating ${object} in the target`,
    deleting: 'about to delete in the source',
  }[phase];
  return cause === undefined ? what : `${what}, and trying again because: ${cause}`;
}
