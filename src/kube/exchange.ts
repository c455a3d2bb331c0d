/** One HTTP exchange with an API server: bounded in time and size, never redirected, errors classified. */
import type { Agent, Dispatcher } from 'undici';
import { errorOfAnswer, errorOfFailure, isKubeError, KubeError } from './errors.ts';
import type { PooledKubeConfig } from './pooled-config.ts';
import type { RequestObserver } from './request-observer.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With the query. */
  readonly path: string;
  readonly body?: unknown;
  /** Of the body; JSON unless told. */
  readonly contentType?: string;
  readonly accept?: string;
  /** For messages, such as `create jobs team-a/copy`. */
  readonly what: string;
  readonly signal?: AbortSignal | undefined;
}

export interface Limits {
  readonly timeoutMs: number;
  readonly largestAnswer: number;
}

/** A page of 500 large objects fits; a server that never stops does not. */
export const usualLimits: Limits = { timeoutMs: 30_000, largestAnswer: 128 * 1024 * 1024 };

/** The pool that an exchange went over, and the status of the answer, once they are known. */
interface Used {
  agent?: Agent;
  status?: number;
}

interface Sending {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly used: Used;
}

export interface ExchangeOptions {
  readonly limits: Limits;
  readonly observer?: RequestObserver | undefined;
}

const largestRefusal = 64 * 1024;

/** Sends requests to the server of one kubeconfig. */
export class Exchange {
  readonly server: string;
  readonly #config: PooledKubeConfig;
  readonly #limits: Limits;
  readonly #origin: string;
  readonly #basePath: string;
  readonly #host: string;
  readonly #observer: RequestObserver | undefined;

  constructor(config: PooledKubeConfig, server: string, { limits, observer }: ExchangeOptions) {
    const url = new URL(server);
    this.#host = url.host;
    this.#observer = observer;
    this.server = server;
    this.#config = config;
    this.#limits = limits;
    this.#origin = url.origin;
    this.#basePath = url.pathname.replace(/\/+$/, '');
  }

  /** The body of a successful answer. */
  async text(call: Call): Promise<string> {
    return (await this.answer(call)).text;
  }

  /** With the server's clock (milliseconds since the epoch, in whole seconds), where it tells. */
  async answer(call: Call): Promise<{ readonly text: string; readonly date: number | undefined }> {
    const timeout = AbortSignal.timeout(this.#limits.timeoutMs);
    const used: Used = {};
    try {
      const { requests, headers, closing } = await this.#config.access();
      const signal = AbortSignal.any([timeout, closing, ...(call.signal === undefined ? [] : [call.signal])]);
      used.agent = requests;
      const answer = await this.#send(requests, call, { headers, signal, used });
      const text = await readText(answer.body, { limit: this.#limits.largestAnswer, what: call.what });
      const date = Date.parse(single(answer.headers['date']) ?? '');
      return { text, date: Number.isNaN(date) ? undefined : date };
    } catch (error) {
      throw this.#failure(call, error, used);
    }
  }

  async json<T>(call: Call): Promise<T> {
    const text = await this.text(call);
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      throw new KubeError(`${call.what}: the answer is not JSON`, { kind: 'server', cause });
    }
  }

  /**
   * Hands the pieces of a successful answer to `consume` as they arrive, for as long as `signal` and the server let it.
   * To abort with a TimeoutError as the reason says that the connection is believed dead.
   */
  async *stream<T>(
    call: Call,
    signal: AbortSignal,
    consume: (body: AsyncIterable<Buffer>) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    const used: Used = {};
    try {
      const { streams, headers, closing } = await this.#config.access();
      used.agent = streams;
      const answer = await this.#send(streams, call, { headers, signal: AbortSignal.any([signal, closing]), used });
      yield* consume(answer.body);
    } catch (error) {
      const dead = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
      throw this.#failure({ ...call, signal: dead ? undefined : signal }, dead ? signal.reason : error, used);
    }
  }

  /** What is too slow to answer may be a dead connection, which must not meet the next request. */
  #failure({ what, method, signal }: Call, error: unknown, { agent, status }: Used): KubeError {
    const failure = errorOfFailure(what, error);
    if (signal?.aborted !== true) {
      if (status === undefined) this.#observer?.onAnswer({ method, host: this.#host, status });
      this.#observer?.onFailure(failure.kind);
    }
    if (agent !== undefined && isKubeError(failure, 'timeout')) this.#config.retire(agent);
    return failure;
  }

  async #send(
    dispatcher: Dispatcher,
    call: Call,
    { headers, signal, used }: Sending,
  ): Promise<Dispatcher.ResponseData> {
    const answer = await dispatcher.request({
      origin: this.#origin,
      path: `${this.#basePath}${call.path}`,
      method: call.method,
      headers: {
        ...headers,
        accept: call.accept ?? 'application/json',
        'user-agent': 'clusterpivot',
        ...(call.body === undefined ? {} : { 'content-type': call.contentType ?? 'application/json' }),
      },
      body: call.body === undefined ? null : JSON.stringify(call.body),
      // Or each DELETE with options would end its connection: other servers than API servers may not read their body.
      reset: false,
      signal,
    });
    used.status = answer.statusCode;
    this.#observer?.onAnswer({ method: call.method, host: this.#host, status: answer.statusCode });
    if (answer.statusCode >= 200 && answer.statusCode < 300) return answer;
    const body = await readText(answer.body, { limit: largestRefusal, what: call.what });
    throw errorOfAnswer(call.what, {
      status: answer.statusCode,
      body,
      retryAfter: single(answer.headers['retry-after']),
      location: single(answer.headers['location']),
    });
  }
}

function single(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}

async function readText(
  body: AsyncIterable<Buffer>,
  { limit, what }: { limit: number; what: string },
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop destroys the stream, so the rest is never received.
    if (size > limit) throw new KubeError(`${what}: the answer is larger than ${limit} bytes`, { kind: 'server' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
