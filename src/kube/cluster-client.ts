/** The port through which everything talks to one cluster. One instance is one API server with one set of credentials. */
import type { KubeObject, ObjectRef, Resource } from '../api/kube-object.ts';

export type PatchType = 'merge' | 'json' | 'apply';

export interface ListOptions {
  /** Objects come with their metadata and nothing else, which is far less to send and to read. */
  readonly metadataOnly?: boolean;
  /** What to hold of each object of a list, asked as the pages arrive: no more than a page is held whole. */
  readonly keep?: (object: KubeObject) => KubeObject;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Gives up, with a `network` error; nothing is left open. */
  readonly signal?: AbortSignal;
}

export interface WriteOptions {
  /** Ask the API server to admit and validate, and to store nothing. */
  readonly dryRun?: boolean;
  /** `Strict` refuses unknown fields instead of pruning them. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  /** Who writes, as managed fields tell; `clusterpivot` unless told. */
  readonly fieldManager?: string;
  /** Gives up, with a `network` error; the write may have been applied. */
  readonly signal?: AbortSignal;
}

export interface PatchOptions extends WriteOptions {
  readonly subresource?: 'status' | 'scale';
  /** Server-side apply: take over fields that another manager owns. */
  readonly force?: boolean;
}

export interface DeleteOptions {
  /** Delete only the incarnation with this UID; another one answers with a `conflict` error. */
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly gracePeriodSeconds?: number;
  /** Ask the API server to admit the deletion, and to delete nothing. */
  readonly dryRun?: boolean;
  /** Gives up, with a `network` error; the deletion may have been applied. */
  readonly signal?: AbortSignal;
}

/** How an API server answered one small request. */
export interface Ping {
  /** Milliseconds from the request to the end of the answer. */
  readonly tookMs: number;
  /** The server's clock in whole seconds, in milliseconds since the epoch; undefined when it did not tell. */
  readonly serverTime: number | undefined;
}

/** Until when a connection can last, each in milliseconds since the epoch. */
export interface ConnectionExpiries {
  /** Of the certificate that the API server shows. */
  readonly serverCertificate: number | undefined;
  /** Of the client certificate, when it is with one that we authenticate. */
  readonly clientCertificate: number | undefined;
  /** Of a token in the kubeconfig, when it tells; one that is renewed by itself is not told of. */
  readonly token: number | undefined;
}

export interface ObjectList<T extends KubeObject = KubeObject> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
}

export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

export interface WatchOptions extends ListOptions {
  readonly resourceVersion: string;
  /** Seconds after which the API server closes the stream. */
  readonly timeoutSeconds: number;
  /** A TimeoutError as the reason says that the connection seems dead: the next watch gets a new one. */
  readonly signal: AbortSignal;
}

/**
 * Every method rejects with a `KubeError` (see errors.ts). Reads are retried on transient failures; writes are retried
 * only where the answer proves that the first try was not applied (429, connection refused). Dry runs apply nothing, so
 * they are also sent again when no answer came.
 */
export interface ClusterClient {
  /** The API server's URL, for messages and for kubeconfigs that we build. */
  readonly server: string;
  /** The PEM bundle that the API server's certificate is verified with, or undefined for the system's. */
  readonly caData: string | undefined;
  /** undefined when the object does not exist. */
  get<T extends KubeObject = KubeObject>(resource: Resource, ref: ObjectRef): Promise<T | undefined>;
  /** All objects, read in pages; consistent at `resourceVersion`. A type that the server does not know gives `notFound`. */
  list<T extends KubeObject = KubeObject>(resource: Resource, options?: ListOptions): Promise<ObjectList<T>>;
  /** `conflict` with reason AlreadyExists when the name is taken. */
  create<T extends KubeObject = KubeObject>(resource: Resource, object: KubeObject, options?: WriteOptions): Promise<T>;
  /** PUT of a whole object; `metadata.resourceVersion` in it guards against lost updates (`conflict`). */
  replace<T extends KubeObject = KubeObject>(
    resource: Resource,
    object: KubeObject,
    options?: PatchOptions,
  ): Promise<T>;
  /** A `metadata.resourceVersion` or `metadata.uid` inside a merge patch is a precondition (`conflict`). */
  patch<T extends KubeObject = KubeObject>(
    resource: Resource,
    ref: ObjectRef,
    patch: { readonly type: PatchType; readonly body: unknown } & PatchOptions,
  ): Promise<T>;
  /** Resolves to false when there was nothing to delete. */
  delete(resource: Resource, ref: ObjectRef, options?: DeleteOptions): Promise<boolean>;
  /** One watch stream. Ends when the server closes it; an in-stream 410 rejects with `gone`. Callers want a Reflector. */
  watch(resource: Resource, options: WatchOptions): AsyncIterable<WatchEvent>;
  /** A bound token for a ServiceAccount (TokenRequest), and when it expires (RFC 3339). */
  requestToken(
    serviceAccount: Required<ObjectRef>,
    expirationSeconds: number,
  ): Promise<{ token: string; expires: string }>;
  /** The last lines of a container's log; undefined when the Pod or container is gone. */
  readLog(pod: Required<ObjectRef>, options: { container?: string; tailLines?: number }): Promise<string | undefined>;
  /** Any other GET, parsed as JSON, such as `/version` or `/apis`. */
  getRaw<T = unknown>(path: string): Promise<T>;
  /** Asks `/readyz` once, without the retries that would hide how the server answers. */
  ping(signal?: AbortSignal): Promise<Ping>;
  /** Opens a connection of its own to look at the server's certificate. */
  expiries(signal?: AbortSignal): Promise<ConnectionExpiries>;
  close(): Promise<void>;
}
