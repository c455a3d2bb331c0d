/** ClusterClient over HTTP: each method is one or a few exchanges of raw JSON with the API server. */
import type { KubeObject, ObjectRef, Resource } from '../api/kube-object.ts';
import { pods, serviceAccounts } from '../api/resources.ts';
import type {
  ClusterClient,
  ConnectionExpiries,
  DeleteOptions,
  ListOptions,
  ObjectList,
  PatchOptions,
  PatchType,
  Ping,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './cluster-client.ts';
import { isGone, isKubeError, isNotFound, KubeError } from './errors.ts';
import type { Call, Exchange } from './exchange.ts';
import { collectionPath, naming, objectPath, query } from './paths.ts';
import { accepting, deleteOptions, deleting, selecting, sending, writing } from './request-options.ts';
import { type RetryPolicy, withRetry } from './retry.ts';
import { watchEvents, withKind } from './watch-stream.ts';

const pageSize = 500;
const logBytes = 1024 * 1024;

const patchContentType: Readonly<Record<PatchType, string>> = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
};

interface RawList {
  readonly apiVersion?: string;
  readonly items?: readonly KubeObject[] | null;
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
}

export interface RestClientParts {
  readonly exchange: Exchange;
  readonly caData: string | undefined;
  readonly retry: RetryPolicy;
  readonly expiries: (signal?: AbortSignal) => Promise<ConnectionExpiries>;
  readonly close: () => Promise<void>;
}

export class RestClient implements ClusterClient {
  readonly server: string;
  readonly caData: string | undefined;
  readonly #exchange: Exchange;
  readonly #retry: RetryPolicy;
  readonly #expiries: RestClientParts['expiries'];
  readonly #close: () => Promise<void>;

  constructor({ exchange, caData, retry, expiries, close }: RestClientParts) {
    this.server = exchange.server;
    this.caData = caData;
    this.#exchange = exchange;
    this.#retry = retry;
    this.#expiries = expiries;
    this.#close = close;
  }

  async get<T extends KubeObject = KubeObject>(resource: Resource, ref: ObjectRef): Promise<T | undefined> {
    return undefinedIfNotFound(this.#read<T>({ path: objectPath(resource, ref), what: naming('get', resource, ref) }));
  }

  async list<T extends KubeObject = KubeObject>(resource: Resource, options: ListOptions = {}): Promise<ObjectList<T>> {
    try {
      return await this.#pages<T>(resource, options, pageSize);
    } catch (error) {
      // The state that the pages show was compacted while we read them: one page that holds all is always consistent.
      if (isGone(error)) return this.#pages<T>(resource, options, undefined);
      throw error;
    }
  }

  async #pages<T extends KubeObject>(
    resource: Resource,
    options: ListOptions,
    limit: number | undefined,
  ): Promise<ObjectList<T>> {
    const { keep = (object: KubeObject) => object } = options;
    const items: T[] = [];
    let token: string | undefined;
    for (;;) {
      const page: RawList = await this.#read({
        path: `${collectionPath(resource, options.namespace)}${query({ ...selecting(options), limit, continue: token })}`,
        what: naming('list', resource, options),
        signal: options.signal,
        ...accepting(options, 'PartialObjectMetadataList'),
      });
      for (const item of page.items ?? []) items.push(keep(withKind(item, resource, page.apiVersion)) as T);
      token = page.metadata?.continue;
      if (token === undefined || token === '') return { items, resourceVersion: page.metadata?.resourceVersion ?? '' };
    }
  }

  async create<T extends KubeObject = KubeObject>(
    resource: Resource,
    object: KubeObject,
    options: WriteOptions = {},
  ): Promise<T> {
    const { namespace, name } = object.metadata;
    if (resource.namespaced && namespace === undefined) {
      throw new KubeError(`create ${resource.plural} ${name}: must have a namespace`, { kind: 'invalid' });
    }
    return this.#write<T>({
      method: 'POST',
      path: `${collectionPath(resource, namespace)}${query(writing(options))}`,
      body: object,
      what: naming('create', resource, object.metadata),
      ...sending(options),
    });
  }

  async replace<T extends KubeObject = KubeObject>(
    resource: Resource,
    object: KubeObject,
    options: PatchOptions = {},
  ): Promise<T> {
    return this.#write<T>({
      method: 'PUT',
      path: `${objectPath(resource, object.metadata, options.subresource)}${query(writing(options))}`,
      body: object,
      what: naming('replace', resource, object.metadata, options.subresource),
      ...sending(options),
    });
  }

  async patch<T extends KubeObject = KubeObject>(
    resource: Resource,
    ref: ObjectRef,
    patch: { readonly type: PatchType; readonly body: unknown } & PatchOptions,
  ): Promise<T> {
    const force = patch.type === 'apply' && patch.force === true ? true : undefined;
    return this.#write<T>({
      method: 'PATCH',
      path: `${objectPath(resource, ref, patch.subresource)}${query({ ...writing(patch), force })}`,
      body: patch.body,
      contentType: patchContentType[patch.type],
      what: naming(patch.type === 'apply' ? 'apply' : 'patch', resource, ref, patch.subresource),
      ...sending(patch),
    });
  }

  async delete(resource: Resource, ref: ObjectRef, options: DeleteOptions = {}): Promise<boolean> {
    const deleted = await undefinedIfNotFound(
      this.#write({
        method: 'DELETE',
        path: `${objectPath(resource, ref)}${query(deleting(options))}`,
        body: deleteOptions(options),
        what: naming('delete', resource, ref),
        ...sending(options),
      }),
    );
    return deleted !== undefined;
  }

  async *watch(resource: Resource, options: WatchOptions): AsyncGenerator<WatchEvent> {
    const { namespace, resourceVersion, timeoutSeconds, signal } = options;
    const parameters = {
      ...selecting(options),
      watch: true,
      allowWatchBookmarks: true,
      resourceVersion,
      timeoutSeconds,
    };
    const what = naming('watch', resource, { namespace });
    const path = `${collectionPath(resource, namespace)}${query(parameters)}`;
    const call: Call = { method: 'GET', path, what, ...accepting(options, 'PartialObjectMetadata') };
    try {
      yield* this.#exchange.stream(call, signal, (body) => watchEvents(body, resource, what));
    } catch (error) {
      // Whoever aborted knows why the stream ended.
      if (!signal.aborted) throw error;
    }
  }

  async requestToken(
    account: Required<ObjectRef>,
    expirationSeconds: number,
  ): Promise<{ token: string; expires: string }> {
    const request = await this.#write<{
      readonly status: { readonly token: string; readonly expirationTimestamp: string };
    }>({
      method: 'POST',
      path: objectPath(serviceAccounts, account, 'token'),
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds } },
      what: naming('create', serviceAccounts, account, 'token'),
    });
    return { token: request.status.token, expires: request.status.expirationTimestamp };
  }

  async readLog(
    pod: Required<ObjectRef>,
    { container, tailLines }: { container?: string; tailLines?: number },
  ): Promise<string | undefined> {
    const path = `${objectPath(pods, pod, 'log')}${query({ container, tailLines, limitBytes: logBytes })}`;
    const call: Call = { method: 'GET', path, accept: '*/*', what: naming('get', pods, pod, 'log') };
    try {
      return await withRetry(this.#retry, 'read', () => this.#exchange.text(call));
    } catch (error) {
      // 400 says that the container has not started, or that the Pod has none of this name.
      if (isNotFound(error) || (isKubeError(error, 'invalid') && error.status === 400)) return undefined;
      throw error;
    }
  }

  async getRaw<T = unknown>(path: string): Promise<T> {
    return this.#read<T>({ path, what: `get ${path}` });
  }

  async ping(signal?: AbortSignal): Promise<Ping> {
    const { clock } = this.#retry;
    const began = clock.monotonic();
    const { date } = await this.#exchange.answer({ method: 'GET', path: '/readyz', what: 'get /readyz', signal });
    return { tookMs: clock.monotonic() - began, serverTime: date };
  }

  expiries(signal?: AbortSignal): Promise<ConnectionExpiries> {
    return this.#expiries(signal);
  }

  async close(): Promise<void> {
    await this.#close();
  }

  #read<T>(call: Pick<Call, 'path' | 'what' | 'signal'>): Promise<T> {
    return withRetry({ ...this.#retry, signal: call.signal }, 'read', () =>
      this.#exchange.json<T>({ method: 'GET', ...call }),
    );
  }

  #write<T>({ dryRun = false, ...call }: Call & { readonly dryRun?: boolean }): Promise<T> {
    const policy = { ...this.#retry, signal: call.signal };
    return withRetry(policy, dryRun ? 'dryRun' : 'write', () => this.#exchange.json<T>(call));
  }
}

async function undefinedIfNotFound<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
