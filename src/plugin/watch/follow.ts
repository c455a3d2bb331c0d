/**
 * Follows one ClusterPivot: a watch tells each change at once, and a look every other second tells whether the API server
 * still answers, which a watch that hangs never would.
 */
import { type ClusterPivot, parseClusterPivot } from '../../api/clusterpivot.ts';
import type { KubeObject, ObjectRef } from '../../api/kube-object.ts';
import { clusterPivots } from '../../api/resources.ts';
import type { Clock } from '../../kube/clock.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { Reflector } from '../../kube/reflector.ts';

/** Together less than the five seconds after which silence has to be told. */
const lookEveryMs = 2000;
const patienceMs = 2500;

export interface Followed {
  /** As it was last seen; undefined before. */
  readonly pivot: ClusterPivot | undefined;
  /** It was seen, or looked for, and is not there. */
  readonly gone: boolean;
  /** Since when (monotonic) nothing was heard, and why; undefined while the API server answers. */
  readonly silent: { readonly since: number; readonly why: string } | undefined;
  /** Why what is there cannot be shown. */
  readonly problem: string | undefined;
  /** The API server's refusal of the very first look: waiting would not help. */
  readonly refused: unknown;
}

export interface Follower {
  now(): Followed;
  stop(): Promise<void>;
}

export function follow(client: ClusterClient, ref: Required<ObjectRef>, clock: Clock): Follower {
  const select = { namespace: ref.namespace, fieldSelector: `metadata.name=${ref.name}` };
  const stopping = new AbortController();
  let heardAt = clock.monotonic();
  let object: KubeObject | undefined;
  let state: Pick<Followed, 'gone' | 'silent' | 'refused'> = { gone: false, silent: undefined, refused: undefined };
  const take = (seen: KubeObject) => {
    if (object === undefined || versionOf(seen) >= versionOf(object)) object = seen;
    state = { ...state, gone: false };
  };
  const reflector = new Reflector({
    client,
    resource: clusterPivots,
    select,
    clock,
    onChange: (change) => {
      if (change.type === 'DELETED') state = { ...state, gone: true };
      else take(change.object);
    },
  });
  const look = async () => {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(patienceMs)]);
    try {
      const { items } = await client.list(clusterPivots, { ...select, signal });
      if (items[0] === undefined) state = { ...state, gone: true };
      else take(items[0]);
      heardAt = clock.monotonic();
      state = { ...state, silent: undefined };
    } catch (error) {
      const answered = isKubeError(error) && error.status !== undefined && error.status < 500;
      if (answered && object === undefined) state = { ...state, refused: error };
      state = { ...state, silent: { since: heardAt, why: reasonOf(error) } };
    }
  };
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await look();
      await clock.sleep(lookEveryMs, stopping.signal).catch(() => undefined);
    }
  })();
  reflector.start();
  return {
    now: () => ({ ...state, ...read(object) }),
    stop: async () => {
      stopping.abort();
      await Promise.all([looking, reflector.stop()]);
    },
  };
}

function read(object: KubeObject | undefined): Pick<Followed, 'pivot' | 'problem'> {
  if (object === undefined) return { pivot: undefined, problem: undefined };
  const parsed = parseClusterPivot(object);
  return parsed.ok ? { pivot: parsed.pivot, problem: undefined } : { pivot: undefined, problem: parsed.problem };
}

/** Versions of one object can be compared as numbers: they are revisions of its store. */
function versionOf({ metadata }: KubeObject): bigint {
  const { resourceVersion = '0' } = metadata;
  return /^\d+$/.test(resourceVersion) ? BigInt(resourceVersion) : 0n;
}

function reasonOf(error: unknown): string {
  if (isKubeError(error, 'network') && error.message.includes('aborted')) return 'no answer in time';
  return error instanceof Error ? error.message : String(error);
}
