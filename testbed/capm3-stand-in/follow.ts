/** Keeps up with all objects of one type: list, then watch, and again from the start whenever the stream breaks. */
import type { KubeObject, Resource } from '../../src/api/kube-object.ts';
import type { Clock } from '../../src/kube/clock.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';

export interface Following {
  readonly client: ClusterClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Objects as they are now: all of them after each list, then each that changes. */
  readonly seen: (object: KubeObject) => void;
  readonly gone: (object: KubeObject) => void;
  readonly failed: (error: unknown) => void;
}

const pauseMs = 2000;
const streamSeconds = 290;

/** Never returns before `signal` is aborted. A type that does not exist yet is tried again, like any other failure. */
export async function follow(resource: Resource, following: Following): Promise<void> {
  let known = new Map<string, KubeObject>();
  const { client, clock, signal, seen, gone, failed } = following;
  const keyOf = (object: KubeObject) => `${object.metadata.namespace}/${object.metadata.name}`;
  while (!signal.aborted) {
    try {
      const { items, resourceVersion } = await client.list(resource);
      const now = new Map(items.map((object) => [keyOf(object), object]));
      for (const [key, object] of known) if (!now.has(key)) gone(object);
      known = now;
      for (const object of items) seen(object);
      for await (const event of client.watch(resource, { resourceVersion, timeoutSeconds: streamSeconds, signal })) {
        if (event.type === 'BOOKMARK') continue;
        if (event.type === 'DELETED') {
          known.delete(keyOf(event.object));
          gone(event.object);
        } else {
          known.set(keyOf(event.object), event.object);
          seen(event.object);
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      failed(error);
      await clock.sleep(pauseMs, signal).catch(() => undefined);
    }
  }
}
