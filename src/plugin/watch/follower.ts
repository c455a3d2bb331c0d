/**
 * Follows one ClusterPivot: a watch tells each change at once. Looks tell the same in less than a second while a watch is
 * broken or not allowed, and whether the API server still answers, which a watch that hangs never would.
 */
import { type ClusterPivot, parseClusterPivot } from '../../api/clusterpivot.ts';
import type { KubeObject, ObjectRef } from '../../api/kube-object.ts';
import { clusterPivots } from '../../api/resources.ts';
import type { Clock } from '../../kube/clock.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { Reflector } from '../../kube/reflector.ts';

/** With the way to the API server and the time until the next picture less than the second in which a change is shown. */
const lookEveryMs = 750;
/** With the pause before less than the five seconds after which silence has to be told. */
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

export class Follower {
  readonly #client: ClusterClient;
  readonly #clock: Clock;
  readonly #select: { readonly namespace: string; readonly fieldSelector: string };
  readonly #stopping = new AbortController();
  readonly #reflector: Reflector;
  readonly #looking: Promise<void>;
  #heardAt: number;
  #object: KubeObject | undefined;
  #state: Pick<Followed, 'gone' | 'silent' | 'refused'> = { gone: false, silent: undefined, refused: undefined };

  /** Begins at once. */
  constructor(client: ClusterClient, { namespace, name }: Required<ObjectRef>, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
    this.#heardAt = clock.monotonic();
    this.#select = { namespace, fieldSelector: `metadata.name=${name}` };
    this.#reflector = new Reflector({
      client,
      resource: clusterPivots,
      select: this.#select,
      clock,
      onChange: ({ type, object }) => (type === 'DELETED' ? this.#miss() : this.#take(object)),
    });
    this.#reflector.start();
    this.#looking = this.#lookAgainAndAgain();
  }

  now(): Followed {
    return { ...this.#state, ...read(this.#object) };
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([this.#looking, this.#reflector.stop()]);
  }

  async #lookAgainAndAgain(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#look();
      await this.#clock.sleep(lookEveryMs, signal).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, over.signal]);
    void this.#clock.sleep(patienceMs, signal).then(
      () => over.abort(new DOMException('nobody waits any longer', 'TimeoutError')),
      () => undefined,
    );
    try {
      const [object] = (await this.#client.list(clusterPivots, { ...this.#select, signal })).items;
      if (object === undefined) this.#miss();
      else this.#take(object);
      this.#heardAt = this.#clock.monotonic();
      this.#state = { ...this.#state, silent: undefined };
    } catch (error) {
      const isRefusal = isKubeError(error) && error.status !== undefined && error.status < 500;
      if (isRefusal && this.#object === undefined) this.#state = { ...this.#state, refused: error };
      this.#state = { ...this.#state, silent: { since: this.#heardAt, why: reasonOf(error) } };
    } finally {
      over.abort();
    }
  }

  /** Of the watch and the looks one may be behind the other. */
  #take(object: KubeObject): void {
    if (this.#object !== undefined && versionOf(object) < versionOf(this.#object)) return;
    this.#object = object;
    this.#state = { ...this.#state, gone: false };
  }

  #miss(): void {
    this.#state = { ...this.#state, gone: true };
  }
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
  if (isKubeError(error, 'timeout')) return 'no answer in time';
  return error instanceof Error ? error.message : String(error);
}
