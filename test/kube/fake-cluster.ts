/** The part of an API server that reflector and leader election rely on, in memory: versions, history, watches, compaction. */
import type { KubeObject, ObjectRef } from '../../src/api/kube-object.ts';
import type { ClusterClient, ObjectList, WatchEvent, WatchOptions } from '../../src/kube/cluster-client.ts';
import { KubeError } from '../../src/kube/errors.ts';
import { keyOf } from '../../src/kube/store.ts';

type ObjectEvent = Extract<WatchEvent, { readonly object: KubeObject }>;

interface Watcher {
  readonly queue: (WatchEvent | Error | 'end')[];
  wake: () => void;
}

const conflict = () =>
  new KubeError('the object has been modified', { kind: 'conflict', status: 409, reason: 'Conflict' });

/** One type of objects. Synchronous for tests; `client` is how the code under test sees it. */
export class FakeCluster {
  readonly #objects = new Map<string, KubeObject>();
  readonly #history: { readonly version: number; readonly event: ObjectEvent }[] = [];
  readonly #watchers = new Set<Watcher>();
  #version = 100;
  #compactedAt = 0;
  #uids = 0;
  /** While set, every request fails with it. */
  down: Error | undefined;
  lists = 0;
  watches = 0;

  get openWatches(): number {
    return this.#watchers.size;
  }

  get objects(): readonly KubeObject[] {
    return [...this.#objects.values()];
  }

  create(object: KubeObject): KubeObject {
    if (this.#objects.has(keyOf(object.metadata))) {
      throw new KubeError('already exists', { kind: 'conflict', status: 409, reason: 'AlreadyExists' });
    }
    this.#uids += 1;
    return this.#store('ADDED', { ...object, metadata: { ...object.metadata, uid: `uid-${this.#uids}` } });
  }

  replace(object: KubeObject): KubeObject {
    const known = this.#objects.get(keyOf(object.metadata));
    if (known === undefined) throw new KubeError('not found', { kind: 'notFound', status: 404 });
    const { resourceVersion } = object.metadata;
    if (resourceVersion !== undefined && resourceVersion !== known.metadata.resourceVersion) throw conflict();
    return this.#store('MODIFIED', object);
  }

  delete(ref: ObjectRef): boolean {
    const known = this.#objects.get(keyOf(ref));
    if (known === undefined) return false;
    this.#objects.delete(keyOf(ref));
    this.#store('DELETED', known);
    return true;
  }

  /** Forgets how the present state came about: older watches get 410. */
  compact(): void {
    this.#compactedAt = this.#version;
  }

  /** Something changes that no watch here selects. */
  changeElsewhere(): void {
    this.#version += 1;
  }

  /** Ends all watches: cleanly, or with an error. */
  endWatches(how: Error | 'end'): void {
    for (const watcher of this.#watchers) push(watcher, how);
  }

  bookmark(): void {
    const bookmark = { type: 'BOOKMARK', resourceVersion: String(this.#version) } as const;
    for (const watcher of this.#watchers) push(watcher, bookmark);
  }

  #store(type: ObjectEvent['type'], object: KubeObject): KubeObject {
    this.#version += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
    if (type !== 'DELETED') this.#objects.set(keyOf(stored.metadata), stored);
    const event = { type, object: stored };
    this.#history.push({ version: this.#version, event });
    for (const watcher of this.#watchers) push(watcher, event);
    return stored;
  }

  /** `before` and `after` run around each request but a watch: there a test puts latency, or loses the answer. */
  client(
    before: () => Promise<void> = async () => undefined,
    after: () => Promise<void> = async () => undefined,
  ): ClusterClient {
    const around = async <T>(request: () => T): Promise<T> => {
      await before();
      if (this.down !== undefined) throw this.down;
      const answer = request();
      await after();
      return answer;
    };
    const unsupported = () => {
      throw new Error('the fake cluster does not do this');
    };
    return {
      server: 'https://fake',
      caData: undefined,
      get: <T extends KubeObject>(_resource: unknown, ref: ObjectRef) =>
        around(() => this.#objects.get(keyOf(ref)) as T | undefined),
      list: <T extends KubeObject>() =>
        around<ObjectList<T>>(() => {
          this.lists += 1;
          return { items: this.objects as readonly T[], resourceVersion: String(this.#version) };
        }),
      create: <T extends KubeObject>(_resource: unknown, object: KubeObject) => around(() => this.create(object) as T),
      replace: <T extends KubeObject>(_resource: unknown, object: KubeObject) =>
        around(() => this.replace(object) as T),
      delete: (_resource, ref) => around(() => this.delete(ref)),
      watch: (_resource, options) => this.#watch(options),
      patch: unsupported,
      requestToken: unsupported,
      readLog: unsupported,
      getRaw: unsupported,
      ping: unsupported,
      expiries: unsupported,
      close: async () => undefined,
    };
  }

  async *#watch({ resourceVersion, signal }: WatchOptions): AsyncGenerator<WatchEvent> {
    this.watches += 1;
    if (this.down !== undefined) throw this.down;
    const from = Number(resourceVersion);
    if (from < this.#compactedAt) throw new KubeError('too old resource version', { kind: 'gone', status: 410 });
    const missed = this.#history.filter(({ version }) => version > from).map(({ event }) => event);
    const watcher: Watcher = { queue: [...missed], wake: () => undefined };
    const abort = () => push(watcher, 'end');
    signal.addEventListener('abort', abort);
    this.#watchers.add(watcher);
    try {
      for (;;) {
        const next = watcher.queue.shift();
        if (next === 'end' || signal.aborted) return;
        if (next instanceof Error) throw next;
        if (next !== undefined) yield next;
        else await new Promise<void>((resolve) => (watcher.wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', abort);
      this.#watchers.delete(watcher);
    }
  }
}

function push(watcher: Watcher, event: WatchEvent | Error | 'end'): void {
  watcher.queue.push(event);
  watcher.wake();
}
