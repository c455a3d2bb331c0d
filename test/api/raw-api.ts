/** A bare line to the API server, for tests that judge what the server itself answers, with no client in between. */

import { request } from 'node:https';
import { inject } from 'vitest';
import type { ControlPlaneAccess } from '../env/control-plane.ts';

export interface Answer {
  readonly status: number;
  /** The object, or the Status that says why not. */
  readonly body: {
    readonly message?: string;
    readonly spec?: unknown;
    readonly status?: unknown;
    readonly [field: string]: unknown;
  };
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request, as cluster administrator; never rejects for an HTTP status. */
export function call(
  { method, path, body, headers }: Call,
  { server, caData, token }: ControlPlaneAccess = inject('source'),
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      new URL(path, server),
      {
        method,
        ca: caData,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          // What no handler answers is answered in plain text.
          const isJson = incoming.headers['content-type']?.includes('json') === true;
          const answer = isJson ? (JSON.parse(text) as Answer['body']) : { message: text };
          resolve({ status: incoming.statusCode ?? 0, body: answer });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Server-side apply; throws when it is refused, so that a broken set-up is seen as such. */
export async function apply(path: string, object: object): Promise<Answer['body']> {
  const { status, body } = await call({
    method: 'PATCH',
    path: `${path}?fieldManager=test&force=true&fieldValidation=Strict`,
    body: object,
    headers: { 'content-type': 'application/apply-patch+yaml' },
  });
  if (status >= 300) throw new Error(`apply ${path}: ${status} ${body.message ?? ''}`);
  return body;
}
