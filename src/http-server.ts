/** /healthz and /readyz for the kubelet. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpServerOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Why the process cannot do its work now; undefined when it can. */
  readonly notReady: () => string | undefined;
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

export async function startHttpServer({ port, notReady }: HttpServerOptions): Promise<RunningServer> {
  const server = createServer((request, response) => {
    const say = (status: number, text: string) =>
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
    switch (request.url ?? '/') {
      case '/healthz':
        return say(200, 'ok\n');
      case '/readyz': {
        const problem = notReady();
        return say(problem === undefined ? 200 : 503, `${problem ?? 'ok'}\n`);
      }
      default:
        return say(404, 'there are /healthz and /readyz\n');
    }
  });
  return listen(server, port);
}

/** On all addresses of this machine, unless one is given. */
export async function listen(server: Server, port: number, address?: string): Promise<RunningServer> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, address, resolve);
  await promise;
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
