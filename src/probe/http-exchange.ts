/** One HTTP request to the endpoint, told as far as it got: no connection, no answer, or a status with a body. */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Connection } from '../api/probe-report.ts';
import type { Scheme } from './settings.ts';

export interface Answer {
  readonly connection: Connection;
  readonly status?: number;
  readonly body?: string;
  readonly problem?: string;
}

export interface Question {
  readonly method: 'GET' | 'HEAD';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Server {
  readonly scheme: Scheme;
  readonly address: string;
  readonly port: number;
  /** PEM; undefined: the system's. */
  readonly ca: string | undefined;
}

const timeoutMs = 1_500;
const largestBody = 512 * 1024;

/** Never rejects. One connection for all questions of one visit, and none is kept for the next. */
export class Visit implements Disposable {
  readonly #server: Server;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(server: Server) {
    this.#server = server;
    const { scheme, ca } = server;
    const options = { keepAlive: true, maxSockets: 1 };
    this.#agent =
      scheme === 'http' ? new HttpAgent(options) : new HttpsAgent({ ...options, ...(ca === undefined ? {} : { ca }) });
  }

  async ask({ method, path, headers = {} }: Question): Promise<Answer> {
    const { scheme, address, port } = this.#server;
    const deadline = AbortSignal.timeout(timeoutMs);
    const send = scheme === 'http' ? httpRequest : httpsRequest;
    const answered = Promise.withResolvers<Answer>();
    let connected = false;
    const request = send({ host: address, port, method, path, headers, agent: this.#agent, signal: deadline });
    request.on('socket', (socket) => {
      connected ||= !socket.connecting;
      socket.once('connect', () => {
        connected = true;
      });
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > largestBody) request.destroy(new Error(`its answer is larger than ${largestBody} bytes`));
        else chunks.push(chunk);
      });
      response.on('error', (error) => answered.resolve(failure(error, true)));
      response.on('end', () =>
        answered.resolve({
          connection: 'open',
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    request.on('error', (error) => answered.resolve(failure(deadline.aborted ? deadline.reason : error, connected)));
    request.end();
    return answered.promise;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

const unreachable = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL']);

function failure(error: unknown, connected: boolean): Answer {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const timedOut = error instanceof Error && error.name === 'TimeoutError';
  const problem = timedOut
    ? `no answer within ${timeoutMs} ms`
    : error instanceof Error
      ? error.message
      : String(error);
  if (connected) return { connection: 'open', problem };
  if (code === 'ECONNREFUSED') return { connection: 'refused', problem };
  return { connection: unreachable.has(code) ? 'unreachable' : 'silent', problem };
}
