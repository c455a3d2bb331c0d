/**
 * An HTTPS proxy in front of an API server, with a certificate of its own. It asks of each request whether it shall come to
 * harm, and if so, harms it. Everything else passes as it is, watches as streams.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Side } from '../../../testbed/witness/audit-entry.ts';
import { certificateAuthority } from '../../env/certificates.ts';
import type { ControlPlaneAccess } from '../../env/control-plane.ts';
import { type ApiRequest, readRequest } from './api-request.ts';
import { type Ending, type Fault, isWatchFault } from './fault.ts';
import { refuse } from './refusal.ts';
import { type Answer, connectUpstream, wholeAnswer, wholeBody } from './upstream.ts';
import { relayWatch } from './watch-relay.ts';

/** Who decides what comes to harm. */
export interface Harm {
  /** Asked once for each request, in the order of their arrival. */
  faultFor(request: ApiRequest): Fault | undefined;
  /** Kills the client; resolves when it is dead. */
  kill(request: ApiRequest): Promise<void>;
}

export interface ApiProxy extends AsyncDisposable {
  readonly server: string;
  /** PEM. */
  readonly caData: string;
  /** From here on no earlier answer is known. */
  forget(): void;
}

export async function startApiProxy(
  side: Side,
  target: Pick<ControlPlaneAccess, 'server' | 'caData'>,
  harm: Harm,
): Promise<ApiProxy> {
  const authority = await certificateAuthority(`proxy-of-the-${side}`);
  const { certificate, key } = await authority.server();
  const upstream = connectUpstream(target.server, target.caData);
  const answered = new Map<string, Answer>();

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await wholeBody(incoming);
    const { method, url, headers } = incoming;
    const request = readRequest(side, { method, url, headers, body });
    const fault = harm.faultFor(request);
    const end = (ending: Ending) => endBadly(response, ending, () => harm.kill(request));
    if (fault?.kind === 'unheard') return end(fault.ending);
    const opened = await upstream.open(incoming, body);
    if (request.verb === 'watch' && opened.statusCode === 200) {
      relayWatch(opened, response, fault !== undefined && isWatchFault(fault) ? fault : undefined);
      return;
    }
    const answer = await wholeAnswer(opened);
    if (fault?.kind === 'unanswered') return end(fault.ending);
    const isRead = request.verb === 'list' || request.verb === 'get';
    const question = `${request.user} ${request.path} ${headers.accept ?? ''}`;
    const earlier = fault?.kind === 'stale' ? answered.get(question) : undefined;
    if (isRead && earlier === undefined) answered.set(question, answer);
    give(response, earlier ?? answer);
  };

  const server = createServer({ cert: certificate, key }, (incoming, response) => {
    // Whatever breaks on the way breaks for the client.
    serve(incoming, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address with a port');
  return {
    server: `https://127.0.0.1:${address.port}`,
    caData: authority.certificate,
    forget: () => answered.clear(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      upstream.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function give(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': String(body.length) });
  response.end(body);
}

async function endBadly(response: ServerResponse, ending: Ending, kill: () => Promise<void>): Promise<void> {
  switch (ending.kind) {
    case 'status':
      refuse(response, ending);
      return;
    case 'hang': {
      const timer = setTimeout(() => response.destroy(), ending.seconds * 1000);
      response.once('close', () => clearTimeout(timer));
      return;
    }
    case 'kill':
      await kill();
      response.destroy();
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
  }
}
