/** The two calls that a probe makes to its API server. The whole client library would cost it more memory than it may have. */
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { errorOfAnswer, errorOfFailure, isKubeError, KubeError } from '../kube/errors.ts';

export interface ApiServerOptions {
  /** `https://host:port`. */
  readonly server: string;
  /** Where the kubelet mounts the account: `token`, which it rotates, and `ca.crt`. */
  readonly accountFolder?: string;
  readonly timeoutMs?: number;
  /** Monotonic. */
  readonly nowMs: () => number;
}

interface Account {
  readonly token: string;
  readonly ca: string;
  readonly readAtMs: number;
}

interface Call {
  readonly method: 'GET' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  /** For messages. */
  readonly what: string;
}

/** Fits a list of the Pods of one namespace on one node. */
const largestAnswer = 8 * 1024 * 1024;

/** The kubelet replaces tokens long before they expire. */
const accountMs = 30_000;

export class ApiServer {
  readonly #server: URL;
  readonly #folder: string;
  readonly #timeoutMs: number;
  readonly #nowMs: () => number;
  #account: Account | undefined;
  #connection: { readonly ca: string; readonly agent: Agent } | undefined;

  constructor(options: ApiServerOptions) {
    this.#server = new URL(options.server);
    this.#folder = options.accountFolder ?? '/var/run/secrets/kubernetes.io/serviceaccount';
    this.#timeoutMs = options.timeoutMs ?? 5_000;
    this.#nowMs = options.nowMs;
  }

  /** Rejects with a KubeError. */
  async get(path: string, what: string): Promise<unknown> {
    return this.#send({ method: 'GET', path, what });
  }

  /** Server-side apply, which creates what is not there; fields of other managers stay. */
  async apply(path: string, body: unknown, what: string): Promise<void> {
    await this.#send({ method: 'PATCH', path, body, contentType: 'application/apply-patch+yaml', what });
  }

  close(): void {
    this.#connection?.agent.destroy();
  }

  async #send(call: Call): Promise<unknown> {
    try {
      const { token, ca } = await this.#readAccount();
      return parse(await this.#exchange(call, { token, agent: this.#agent(ca) }), call.what);
    } catch (error) {
      const failure = errorOfFailure(call.what, error);
      // What is refused may have been replaced.
      if (isKubeError(failure, 'unauthorized') || isKubeError(failure, 'network')) this.#account = undefined;
      throw failure;
    }
  }

  async #readAccount(): Promise<Account> {
    const now = this.#nowMs();
    if (this.#account === undefined || now - this.#account.readAtMs > accountMs) {
      const read = async (name: string) => readFile(join(this.#folder, name), 'utf8');
      const [token, ca] = await Promise.all([read('token'), read('ca.crt')]);
      this.#account = { token: token.trim(), ca, readAtMs: now };
    }
    return this.#account;
  }

  /** The connection is kept until the certificates change that it was verified with. */
  #agent(ca: string): Agent {
    if (this.#connection?.ca !== ca) {
      this.#connection?.agent.destroy();
      this.#connection = { ca, agent: new Agent({ ca, keepAlive: true, maxSockets: 2 }) };
    }
    return this.#connection.agent;
  }

  #exchange(call: Call, { token, agent }: { token: string; agent: Agent }): Promise<string> {
    const { method, path, body, contentType, what } = call;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const answered = Promise.withResolvers<string>();
    const sent = request(new URL(path, this.#server), {
      method,
      agent,
      signal,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'user-agent': 'clusterpivot-probe',
        ...(text === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }),
      },
    });
    const fail = (error: unknown) => answered.reject(signal.aborted ? signal.reason : error);
    sent.on('error', fail);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > largestAnswer) sent.destroy(new Error(`the answer is larger than ${largestAnswer} bytes`));
        else chunks.push(chunk);
      });
      response.on('error', fail);
      response.on('end', () => {
        const said = Buffer.concat(chunks).toString('utf8');
        const status = response.statusCode ?? 0;
        if (status < 200 || status > 299) answered.reject(errorOfAnswer(what, { status, body: said }));
        else answered.resolve(said);
      });
    });
    sent.end(text);
    return answered.promise;
  }
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new KubeError(`${what}: the answer is not JSON`, { kind: 'server', cause });
  }
}
