/** What went wrong in a call to an API server: every failure is classified here, once, and callers look only at the kind. */

/**
 * - `notFound`: the object, or the whole type, is not there (404).
 * - `conflict`: another state than the write expected: name taken, resourceVersion or UID differs (409).
 * - `invalid`: the server will never accept this request as it is (400, 405, 406, 413, 415, 422).
 * - `gone`: the resourceVersion or continue token is too old; list again (410).
 * - `server`: the server failed, or answered what no API server answers (5xx, redirects, not JSON, too much).
 * - `network`: no answer: refused, reset, DNS, TLS. A write may have been applied.
 * - `timeout`: no complete answer in time. A write may have been applied.
 */
export type KubeErrorKind =
  | 'notFound'
  | 'conflict'
  | 'invalid'
  | 'forbidden'
  | 'unauthorized'
  | 'tooMany'
  | 'gone'
  | 'server'
  | 'network'
  | 'timeout';

export interface KubeErrorDetails {
  readonly kind: KubeErrorKind;
  readonly status?: number | undefined;
  readonly reason?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly said?: string | undefined;
  readonly cause?: unknown;
}

/** Every rejection of a `ClusterClient`. The message names verb, resource, object and what the API server said. */
export class KubeError extends Error {
  override readonly name = 'KubeError';
  readonly kind: KubeErrorKind;
  /** HTTP status, when there was an answer. */
  readonly status: number | undefined;
  /** `Status.reason`, such as AlreadyExists, Conflict or Invalid, when the server gave one. */
  readonly reason: string | undefined;
  /** What the server asked us to wait, in seconds. */
  readonly retryAfterSeconds: number | undefined;
  /** The API server's own words, when there was an answer; else the whole message. */
  readonly said: string;

  constructor(message: string, { kind, status, reason, retryAfterSeconds, said, cause }: KubeErrorDetails) {
    super(message, { cause });
    this.kind = kind;
    this.said = said ?? message;
    this.status = status;
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Narrows by the kind too, so that a `false` still leaves a KubeError of another kind. */
type Of<Kind extends KubeErrorKind> = KubeError & { readonly kind: Kind };

export function isKubeError<Kind extends KubeErrorKind = KubeErrorKind>(
  error: unknown,
  kind?: Kind,
): error is Of<Kind> {
  return error instanceof KubeError && (kind === undefined || error.kind === kind);
}

export function isNotFound(error: unknown): error is Of<'notFound'> {
  return isKubeError(error, 'notFound');
}

/** Includes a name that is taken; see `isAlreadyExists` for that alone. */
export function isConflict(error: unknown): error is Of<'conflict'> {
  return isKubeError(error, 'conflict');
}

export function isAlreadyExists(error: unknown): error is Of<'conflict'> & { readonly reason: 'AlreadyExists' } {
  return isConflict(error) && error.reason === 'AlreadyExists';
}

export function isGone(error: unknown): error is Of<'gone'> {
  return isKubeError(error, 'gone');
}

/** May pass if the same request is sent again later. */
export function isTransient(error: unknown): error is Of<'tooMany' | 'server' | 'network' | 'timeout'> {
  return isKubeError(error) && ['tooMany', 'server', 'network', 'timeout'].includes(error.kind);
}

/**
 * A webhook with side effects stands before the request: the API server asks no such one in a dry run
 * (k8s.io/apiserver, admission/plugin/webhook/errors: NewDryRunUnsupportedErr, which only its text tells).
 */
export function isDryRunUnsupported(error: unknown): error is Of<'invalid'> {
  return isKubeError(error, 'invalid') && error.status === 400 && error.said.includes('does not support dry run');
}

/** The server works, and a webhook that it has to ask does not: an admission webhook, or one that converts versions. */
export function isWebhookFailure(error: unknown): error is Of<'server'> {
  return isKubeError(error, 'server') && /failed calling webhook|conversion webhook for/.test(error.said);
}

const kindOfStatus: Readonly<Record<number, KubeErrorKind>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
  409: 'conflict',
  410: 'gone',
  429: 'tooMany',
};

function classify(status: number, said: StatusBody): KubeErrorKind {
  const kind = kindOfStatus[status];
  if (kind !== undefined) return kind;
  // A patch that names the UID of another incarnation is answered as an attempt to change the UID.
  if (status === 422 && said.details?.causes?.some(({ field }) => field === 'metadata.uid') === true) return 'conflict';
  return status >= 400 && status < 500 ? 'invalid' : 'server';
}

/** What `Status` objects of the API carry; anything else in `body` is not trusted to have it. */
interface StatusBody {
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: {
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly { readonly field?: string }[];
  };
}

function statusBody(body: string): StatusBody {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

const longestExcerpt = 500;

export interface Refusal {
  readonly status: number;
  readonly body: string;
  readonly retryAfter?: string | undefined;
  readonly location?: string | undefined;
}

/** An answer that is no success. `what` is the attempted call, such as `create jobs team-a/copy`. */
export function errorOfAnswer(what: string, { status, body, retryAfter, location }: Refusal): KubeError {
  const said = statusBody(body);
  const header = Number(retryAfter);
  const retryAfterSeconds = retryAfter !== undefined && header >= 0 ? header : said.details?.retryAfterSeconds;
  const redirect = status >= 300 && status < 400;
  const text = redirect
    ? `a redirect${location === undefined ? '' : ` to ${location}`}, which is never followed`
    : (said.message ?? body.slice(0, longestExcerpt).trim());
  return new KubeError(`${what}: ${status} ${text}`.trimEnd(), {
    kind: classify(status, said),
    status,
    reason: said.reason,
    retryAfterSeconds,
    said: text,
  });
}

/** An ERROR event inside a watch stream, which carries a Status instead of an object. */
export function errorOfStatus(what: string, object: unknown): KubeError {
  const body = JSON.stringify(object);
  return errorOfAnswer(what, { status: statusBody(body).code ?? 500, body });
}

const timeoutCodes = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
]);

/** Whatever was thrown before an answer was complete. */
export function errorOfFailure(what: string, cause: unknown): KubeError {
  if (cause instanceof KubeError) return cause;
  const codes = codesOf(cause);
  const timedOut =
    (cause instanceof Error && cause.name === 'TimeoutError') || codes.some((code) => timeoutCodes.has(code));
  const said = cause instanceof Error ? cause.message || codes.join(', ') : String(cause);
  const code = codes[0] !== undefined && !said.includes(codes[0]) ? ` (${codes[0]})` : '';
  return new KubeError(`${what}: ${timedOut ? 'no answer in time' : 'no answer'}: ${said}${code}`, {
    kind: timedOut ? 'timeout' : 'network',
    cause,
  });
}

/** The connection was refused on every address, so nothing of the request was sent. */
export function isConnectionRefused(error: unknown): boolean {
  if (!isKubeError(error, 'network')) return false;
  const codes = codesOf(error.cause);
  return codes.length > 0 && codes.every((code) => code === 'ECONNREFUSED');
}

function codesOf(error: unknown): readonly string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(codesOf);
  if (!(error instanceof Error)) return [];
  if ('code' in error && typeof error.code === 'string') return [error.code];
  return codesOf(error.cause);
}
