/** The few facts of a kubeconfig that we ever use, and the minimal kubeconfig that says just them. */
import { stringify } from 'yaml';

export type ClusterCredentials =
  | { readonly token: string }
  | { readonly clientCertificateData: string; readonly clientKeyData: string };

/** How to reach one API server as one identity. */
export type KubeconfigParts = ClusterCredentials & {
  /** `https://host[:port][/path]`, without a slash at the end. */
  readonly server: string;
  /** PEM bundle; absent: the system's. */
  readonly caData?: string;
  /** The name that the server's certificate is checked against, if it isn't the host of `server`. */
  readonly tlsServerName?: string;
};

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** One cluster, one user, one context, nothing that would run a program or read a file. */
export function buildKubeconfig(parts: KubeconfigParts): string {
  const user =
    'token' in parts
      ? { token: parts.token }
      : {
          'client-certificate-data': base64(parts.clientCertificateData),
          'client-key-data': base64(parts.clientKeyData),
        };
  const cluster = {
    server: parts.server,
    ...(parts.caData === undefined ? {} : { 'certificate-authority-data': base64(parts.caData) }),
    ...(parts.tlsServerName === undefined ? {} : { 'tls-server-name': parts.tlsServerName }),
  };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'cluster', cluster }],
    users: [{ name: 'user', user }],
    contexts: [{ name: 'context', context: { cluster: 'cluster', user: 'user' } }],
    'current-context': 'context',
  });
}
