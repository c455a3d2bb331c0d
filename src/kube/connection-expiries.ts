/** Until when can a connection to an API server last: the certificates of both ends, and the token that we show? */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:tls';
import type { ConnectionExpiries } from './cluster-client.ts';
import { errorOfFailure } from './errors.ts';
import type { PooledKubeConfig } from './pooled-config.ts';

const patienceMs = 10_000;

export async function connectionExpiries(
  config: PooledKubeConfig,
  server: URL,
  signal?: AbortSignal,
): Promise<ConnectionExpiries> {
  const { tls } = await config.credentials();
  const limit = AbortSignal.timeout(patienceMs);
  const socket = connect({
    ...tls,
    host: server.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(server.port || 443),
    // An address is no name that a server could be asked for.
    ...(tls.servername === undefined && !/^[\d.]+$|:/.test(server.hostname) ? { servername: server.hostname } : {}),
  });
  try {
    await once(socket, 'secureConnect', {
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    });
    // Of a token that is read from a file, or made by a plugin, the kubeconfig has none: somebody renews it.
    const token = config.getCurrentUser()?.token;
    return {
      serverCertificate: Date.parse(socket.getPeerCertificate().valid_to) || undefined,
      clientCertificate: tls.cert === undefined ? undefined : endOfCertificate(String(tls.cert)),
      token: token === undefined ? undefined : endOfToken(token),
    };
  } catch (error) {
    throw errorOfFailure("look at the API server's certificate", error);
  } finally {
    socket.destroy();
  }
}

function endOfCertificate(pem: string): number | undefined {
  return Date.parse(new X509Certificate(pem).validTo) || undefined;
}

/** A JSON Web Token tells in `exp` when it ends (RFC 7519); other tokens tell nothing. */
export function endOfToken(token: string): number | undefined {
  try {
    const [, payload = ''] = token.split('.');
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { readonly exp?: unknown };
    return typeof exp === 'number' ? exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
