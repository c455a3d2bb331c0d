/** A TCP proxy in front of an API server: counts connections, cuts them, or lets them go silent as a dead network does. */
import { once } from 'node:events';
import { connect as connectTcp, createServer, type Socket } from 'node:net';

export interface TcpProxy extends AsyncDisposable {
  /** The same server as seen through the proxy. */
  readonly server: string;
  readonly connections: { readonly total: number; readonly open: number };
  /** Resets all present connections. */
  cut(): void;
  /** From now on no byte passes, on old connections and new ones, and nobody is told. */
  freeze(): void;
  /** New connections work again; frozen ones stay as dead as they are. */
  thaw(): void;
}

export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let total = 0;
  let open = 0;
  let frozen = false;
  const dead = new WeakSet<Socket>();
  const server = createServer((near) => {
    total += 1;
    open += 1;
    const far = connectTcp(Number(port), hostname);
    if (frozen) dead.add(near);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => {
        if (!dead.has(near)) to.write(bytes);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        if (from === near) open -= 1;
        if (from === near || !dead.has(near)) to.destroy();
      });
    }
  });
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address with a port');
  return {
    server: `https://127.0.0.1:${address.port}`,
    connections: {
      get total() {
        return total;
      },
      get open() {
        return open;
      },
    },
    cut,
    freeze: () => {
      frozen = true;
      for (const socket of sockets) dead.add(socket);
    },
    thaw: () => {
      frozen = false;
    },
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
