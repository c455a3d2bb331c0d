/** The way from the proxy to its API server: a request sent on as it came, and its answer, whole or as a stream. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Upstream {
  /** Resolves with the answer's head, its body still to come. Rejects when there is none. */
  open(incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage>;
  close(): void;
}

/** Of one connection only. */
const hopByHop = new Set(['connection', 'host', 'keep-alive', 'transfer-encoding', 'upgrade', 'content-length']);

/** Headers that mean the same on the next connection. */
export function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));
}

export function connectUpstream(server: string, ca: string): Upstream {
  const agent = new Agent({ keepAlive: true, ca });
  return {
    open: ({ method = 'GET', url = '/', headers }, body) =>
      new Promise((resolve, reject) => {
        const length = body.length === 0 ? {} : { 'content-length': String(body.length) };
        const outgoing = request(
          new URL(url, server),
          { method, agent, headers: { ...endToEnd(headers), ...length } },
          resolve,
        );
        outgoing.on('error', reject);
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}

export async function wholeBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export async function wholeAnswer(message: IncomingMessage): Promise<Answer> {
  const body = await wholeBody(message);
  return { status: message.statusCode ?? 0, headers: endToEnd(message.headers), body };
}
