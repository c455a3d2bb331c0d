/** Keeps a local copy of all objects of a type in step with the API server, for as long as it runs, whatever happens. */
import type { KubeObject, ObjectRef, Resource } from '../api/kube-object.ts';
import { Backoff } from './backoff.ts';
import { type Clock, type Random, systemClock } from './clock.ts';
import type { ClusterClient, ListOptions } from './cluster-client.ts';
import { isGone, KubeError } from './errors.ts';
import { type Change, nameAndVersion, ObjectStore } from './store.ts';

export interface ReflectorOptions {
  readonly client: ClusterClient;
  readonly resource: Resource;
  /** With `metadataOnly`, no more of an object is held than its name, version and labels. */
  readonly select?: Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector' | 'metadataOnly'>;
  /** Called in order for each change, also for the first list; one that throws is reported and passed over. */
  readonly onChange?: (change: Change) => void;
  /** For logs: a failed list or watch, before it is tried again, and exceptions of `onChange`. */
  readonly onProblem?: (error: unknown) => void;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** API servers send a bookmark about every minute, so a longer silence means a dead connection. */
const silenceMs = 90_000;

/**
 * List, watch from there, list again only when the server no longer knows the resourceVersion (410). An object that was
 * deleted and re-created unseen gives DELETED, then ADDED.
 */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #backoff: Backoff;
  readonly #store: ObjectStore;
  readonly #stopping = new AbortController();
  readonly #synced = Promise.withResolvers<void>();
  #running: Promise<void> | undefined;
  #resourceVersion: string | undefined;
  #hasSynced = false;

  constructor(options: ReflectorOptions) {
    this.#options = options;
    this.#store = options.select?.metadataOnly === true ? new ObjectStore(nameAndVersion) : new ObjectStore();
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    // client-go's numbers: a flapping server must not be hammered, a restarted one not be waited for.
    const timing = { firstMs: 800, longestMs: 30_000, stableMs: 60_000 };
    this.#backoff = new Backoff({ clock: this.#clock, random: this.#random, ...timing });
    this.#synced.promise.catch(() => undefined);
  }

  /** The first list was taken in completely. */
  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  /** Resolves when `hasSynced`; rejects when stopped before. */
  synced(): Promise<void> {
    return this.#synced.promise;
  }

  get(ref: ObjectRef): KubeObject | undefined {
    return this.#store.get(ref);
  }

  list(namespace?: string): readonly KubeObject[] {
    return this.#store.list(namespace);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** In whatever state; resolves when nothing is open or waiting any more. No change is reported after this call. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#synced.reject(
      new Error(`the reflector of ${this.#options.resource.plural} was stopped before its first list`),
    );
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const startedAt = this.#clock.monotonic();
      try {
        this.#resourceVersion ??= await this.#relist();
        await this.#watch(this.#resourceVersion);
      } catch (error) {
        if (signal.aborted) return;
        if (isGone(error)) this.#resourceVersion = undefined;
        this.#report(error);
      }
      await this.#pause(this.#backoff.pauseMs(startedAt));
    }
  }

  async #relist(): Promise<string> {
    const { client, resource, select } = this.#options;
    const { signal } = this.#stopping;
    const { items, resourceVersion } = await client.list(resource, { ...select, signal });
    // A watch without a resourceVersion would begin with an unknown past.
    if (resourceVersion === '')
      throw new KubeError(`list ${resource.plural}: the answer has no resourceVersion`, { kind: 'server' });
    this.#tell(this.#store.replace(items));
    this.#hasSynced = true;
    this.#synced.resolve();
    return resourceVersion;
  }

  async #watch(resourceVersion: string): Promise<void> {
    const { client, resource, select } = this.#options;
    const ended = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, ended.signal]);
    const ear = { lastHeard: this.#clock.monotonic() };
    const silence = this.#abortWhenSilent(ear, ended);
    // Random, so that many watches don't end together.
    const timeoutSeconds = Math.round(300 * (1 + this.#random()));
    try {
      for await (const event of client.watch(resource, { ...select, resourceVersion, timeoutSeconds, signal })) {
        if (signal.aborted) return;
        ear.lastHeard = this.#clock.monotonic();
        if (event.type === 'BOOKMARK') {
          this.#resourceVersion = event.resourceVersion;
        } else {
          this.#resourceVersion = event.object.metadata.resourceVersion ?? this.#resourceVersion;
          this.#tell(this.#store.apply(event.type, event.object));
        }
      }
    } finally {
      ended.abort();
      await silence;
    }
  }

  async #abortWhenSilent(ear: { readonly lastHeard: number }, ended: AbortController): Promise<void> {
    const signal = AbortSignal.any([this.#stopping.signal, ended.signal]);
    while (!signal.aborted) {
      const left = ear.lastHeard + silenceMs - this.#clock.monotonic();
      if (left <= 0) ended.abort(new DOMException('nothing was heard for too long', 'TimeoutError'));
      else await this.#clock.sleep(left, signal).catch(() => undefined);
    }
  }

  async #pause(ms: number): Promise<void> {
    await this.#clock.sleep(ms, this.#stopping.signal).catch(() => undefined);
  }

  #tell(changes: readonly Change[]): void {
    for (const change of changes) {
      if (this.#stopping.signal.aborted) return;
      try {
        this.#options.onChange?.(change);
      } catch (error) {
        this.#report(error);
      }
    }
  }

  #report(error: unknown): void {
    try {
      this.#options.onProblem?.(error);
    } catch {
      // A logger that fails has no place left to say so.
    }
  }
}
