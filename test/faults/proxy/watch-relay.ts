/** Passes a watch on, event by event, and breaks it, silences it or lets it expire where a fault wants it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WatchFault } from './fault.ts';
import { expiredEvent } from './refusal.ts';
import { endToEnd } from './upstream.ts';

const newline = 10;

/** Ends when either side ends. */
export function relayWatch(from: IncomingMessage, to: ServerResponse, fault: WatchFault | undefined): void {
  let events = 0;
  let over = false;
  to.writeHead(from.statusCode ?? 0, endToEnd(from.headers));
  to.flushHeaders();
  const strike = () => {
    if (over || fault === undefined || events < fault.afterEvents) return;
    over = true;
    end(fault, from, to);
  };
  from.on('data', (chunk: Buffer) => {
    if (over) return;
    to.write(chunk);
    events += chunk.filter((byte) => byte === newline).length;
    strike();
  });
  from.on('end', () => {
    if (!over) to.end();
  });
  from.on('error', () => to.destroy());
  to.on('close', () => from.destroy());
  strike();
}

function end(fault: WatchFault, from: IncomingMessage, to: ServerResponse): void {
  switch (fault.kind) {
    case 'cutWatch':
      to.destroy();
      from.destroy();
      return;
    case 'expireWatch':
      to.end(expiredEvent());
      from.destroy();
      return;
    case 'freezeWatch':
      // What comes is dropped; the client's connection stays as it is.
      return;
  }
}
