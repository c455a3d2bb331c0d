/** The operator as @dot-i/k8s-operator sees it: its life cycle, events and finalizer protocol, on our client and reflector. */

import dotI, {
  type OperatorLogger,
  type ResourceEvent,
  ResourceEventType,
  type ResourceMeta,
  ResourceMetaImpl,
} from '@dot-i/k8s-operator';
import { type CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { apiVersionOf, type KubeObject, type Resource } from '../api/kube-object.ts';
import { type Clock, type Random, systemClock } from './clock.ts';
import type { ClusterClient } from './cluster-client.ts';
import { collectionPath } from './paths.ts';
import { Reflector } from './reflector.ts';
import type { Change } from './store.ts';

export type { OperatorLogger, ResourceEvent, ResourceMeta } from '@dot-i/k8s-operator';

/** Which objects the operator is told of; `onEvent` should do no more than put a key into a work queue. */
export interface Watched {
  readonly resource: Resource;
  readonly namespace?: string;
  /** Its objects come with name, version and labels, and nothing else. */
  readonly metadataOnly?: boolean;
  readonly onEvent: (event: ResourceEvent) => void | Promise<void>;
}

export interface OperatorAdapterOptions {
  readonly client: ClusterClient;
  readonly logger: OperatorLogger;
  readonly watched: readonly Watched[];
  readonly clock?: Clock;
  readonly random?: Random;
}

const eventTypes = {
  ADDED: ResourceEventType.Added,
  MODIFIED: ResourceEventType.Modified,
  DELETED: ResourceEventType.Deleted,
} as const satisfies Record<Change['type'], ResourceEventType>;

function notHere(what: string): never {
  throw new Error(`${what} of @dot-i/k8s-operator is not used here: it would talk to the API server past our client`);
}

/**
 * Base methods that talk to a cluster are all replaced (docs/adr/0002): they end the process on a reset, lose events and
 * swallow conflicts. What remains of the base is `start`, `handleResourceFinalizer` and its event types.
 */
export class OperatorAdapter extends dotI.default {
  readonly #options: OperatorAdapterOptions;
  readonly #reflectors = new Map<string, Reflector>();
  #stopped: Promise<unknown> = Promise.resolve();

  constructor(options: OperatorAdapterOptions) {
    super(options.logger);
    this.#options = options;
    // The base loaded whatever kubeconfig is the default here; nothing may ever use that.
    this.kubeConfig = new KubeConfig();
    this.k8sApi = undefined as unknown as CoreV1Api;
  }

  /** The local copy of a watched type, from `start` on. */
  reflector(resource: Resource): Reflector {
    const reflector = this.#reflectors.get(idOf(resource));
    if (reflector === undefined)
      throw new Error(`${idOf(resource)} is not watched; it must be in "watched" before start`);
    return reflector;
  }

  /**
   * Adds `finalizer` to a new object; runs `deleteAction` for one that is being deleted, then removes it. True when
   * nothing else is to be done for this event. Rejects with `conflict` when the event is out of date.
   */
  async finalize(
    event: ResourceEvent,
    finalizer: string,
    deleteAction: (event: ResourceEvent) => Promise<void>,
  ): Promise<boolean> {
    // The base changes the list of finalizers in place, and ours are frozen.
    return this.handleResourceFinalizer({ ...event, object: structuredClone(event.object) }, finalizer, deleteAction);
  }

  /** Ends all watches, and never the process; `stopped` says when they have ended. */
  override stop(): void {
    this.#stopped = Promise.all([...this.#reflectors.values()].map((reflector) => reflector.stop()));
  }

  /** Resolves after `stop` when nothing is open or waiting any more. */
  async stopped(): Promise<void> {
    await this.#stopped;
  }

  protected override async init(): Promise<void> {
    for (const { resource, onEvent, namespace } of this.#options.watched) {
      const { group, version, plural } = resource;
      await this.watchResource(group, version, plural, async (event) => onEvent(event), namespace);
    }
  }

  // oxlint-disable-next-line max-params -- the signature is the base's.
  protected override async watchResource(
    group: string,
    version: string,
    plural: string,
    onEvent: (event: ResourceEvent) => Promise<void>,
    namespace?: string,
  ): Promise<void> {
    const { client, clock = systemClock, random = Math.random } = this.#options;
    const { resource, metadataOnly = false } = this.#watched(
      `${plural}.${group === '' ? version : `${group}/${version}`}`,
    );
    const onProblem = (error: unknown) => this.logger.warn(`watch of ${idOf(resource)}: ${String(error)}`);
    const reflector = new Reflector({
      client,
      resource,
      clock,
      random,
      onProblem,
      select: { metadataOnly, ...(namespace === undefined ? {} : { namespace }) },
      onChange: ({ type, object }) => {
        const meta = ResourceMetaImpl.createWithPlural(plural, object as unknown as ResourceEvent['object']);
        onEvent({ meta, type: eventTypes[type], object: object as unknown as ResourceEvent['object'] }).catch(
          onProblem,
        );
      },
    });
    this.#reflectors.set(idOf(resource), reflector);
    reflector.start();
  }

  /** Replaces the list as it was at `meta.resourceVersion`; rejects with `conflict` when it has changed since. */
  protected override async setResourceFinalizers(meta: ResourceMeta, finalizers: string[]): Promise<void> {
    const body = { metadata: { resourceVersion: meta.resourceVersion, finalizers } };
    await this.#options.client.patch(this.#watched(meta.id).resource, refOf(meta), { type: 'merge', body });
  }

  /** Rejects with `conflict` when the object has changed since `meta.resourceVersion`. */
  protected override async patchResourceStatus(meta: ResourceMeta, status: unknown): Promise<ResourceMeta> {
    const body = { metadata: { resourceVersion: meta.resourceVersion }, status };
    const patch = { type: 'merge', body, subresource: 'status' } as const;
    return metaOf(meta.id, await this.#options.client.patch(this.#watched(meta.id).resource, refOf(meta), patch));
  }

  /** Rejects with `conflict` when the object has changed since `meta.resourceVersion`. */
  protected override async setResourceStatus(meta: ResourceMeta, status: unknown): Promise<ResourceMeta> {
    const { apiVersion, kind, resourceVersion } = meta;
    const object = { apiVersion, kind, metadata: { ...refOf(meta), resourceVersion }, status };
    return metaOf(
      meta.id,
      await this.#options.client.replace(this.#watched(meta.id).resource, object, { subresource: 'status' }),
    );
  }

  protected override getCustomResourceApiUri(
    group: string,
    version: string,
    plural: string,
    namespace?: string,
  ): string {
    const resource = { group, version, plural, kind: '', namespaced: namespace !== undefined };
    return `${this.#options.client.server}${collectionPath(resource, namespace)}`;
  }

  protected override registerCustomResourceDefinition(): never {
    return notHere('registerCustomResourceDefinition');
  }

  protected override applyAxiosKubeConfigAuth(): never {
    return notHere('applyAxiosKubeConfigAuth');
  }

  protected override applyGaxiosKubeConfigAuth(): never {
    return notHere('applyGaxiosKubeConfigAuth');
  }

  #watched(id: string): Watched {
    const found = this.#options.watched.find(({ resource }) => idOf(resource) === id);
    if (found === undefined) throw new Error(`${id} is not watched; it must be in "watched" before start`);
    return found;
  }
}

// Private in the base, so TypeScript lets nobody override it; nothing of ours leads there.
Object.defineProperty(OperatorAdapter.prototype, 'resourceStatusRequest', {
  value: () => notHere('resourceStatusRequest'),
});

/** What the base calls a type, such as `jobs.batch/v1`. */
function idOf(resource: Resource): string {
  return `${resource.plural}.${apiVersionOf(resource)}`;
}

function refOf({ name, namespace }: ResourceMeta): { readonly name: string; readonly namespace?: string } {
  return { name, ...(namespace === undefined ? {} : { namespace }) };
}

function metaOf(id: string, object: KubeObject): ResourceMeta {
  return ResourceMetaImpl.createWithId(id, object as unknown as ResourceEvent['object']);
}
