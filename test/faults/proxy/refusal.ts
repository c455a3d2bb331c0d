/** The answers that a fault makes up: as an API server writes them, so that clients read them as its own. */
import type { ServerResponse } from 'node:http';
import type { Ending, RefusalStatus } from './fault.ts';

const reasons: Readonly<Record<RefusalStatus, string>> = {
  403: 'Forbidden',
  409: 'Conflict',
  410: 'Expired',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

function statusObject(code: RefusalStatus): object {
  const message = `a fault of the test: ${reasons[code]}`;
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: reasons[code], code };
}

export function refuse(
  response: ServerResponse,
  { status, retryAfterSeconds }: Extract<Ending, { kind: 'status' }>,
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  });
  response.end(JSON.stringify(statusObject(status)));
}

/** The last event of a watch whose resourceVersion nobody remembers. */
export function expiredEvent(): string {
  return `${JSON.stringify({ type: 'ERROR', object: statusObject(410) })}\n`;
}
