/** Whether somebody else's kubeconfig may be used, and what of it: an allow-list, so that nothing in it can act. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { ClusterCredentials, KubeconfigParts } from './kubeconfig-parts.ts';
import { isMap, parseKubeconfigYaml } from './kubeconfig-yaml.ts';

export { buildKubeconfig, type KubeconfigParts } from './kubeconfig-parts.ts';

/** `field` is a path such as `users[admin].user.exec`; `problem` goes after it and says what would satisfy it. */
export type SanitizedKubeconfig =
  | { readonly ok: true; readonly config: KubeconfigParts }
  | { readonly ok: false; readonly field: string; readonly problem: string };

type Fields = Readonly<Record<string, unknown>>;

/** Internal: a refusal on its way out of the nested readers. */
class Refused extends Error {
  readonly field: string;

  constructor(field: string, problem: string) {
    super(problem);
    this.field = field;
  }
}

const staticOnly =
  'must be absent: only a token, or client-certificate-data with client-key-data, is used; nothing is executed for credentials';
const noFiles = (instead: string) =>
  `must be absent: files are never read for a kubeconfig; put the content into ${instead}`;
const noImpersonation = 'must be absent: impersonation is not supported; use credentials of the identity itself';

const refusedUserFields: Readonly<Record<string, string>> = {
  exec: staticOnly,
  'auth-provider': staticOnly,
  username: staticOnly,
  password: staticOnly,
  tokenFile: noFiles('token'),
  'client-certificate': noFiles('client-certificate-data'),
  'client-key': noFiles('client-key-data'),
  as: noImpersonation,
  'as-uid': noImpersonation,
  'as-groups': noImpersonation,
  'as-user-extra': noImpersonation,
};

const refusedClusterFields: Readonly<Record<string, string>> = {
  'certificate-authority': noFiles('certificate-authority-data'),
  'proxy-url': 'must be absent: the API server must be reachable without a proxy',
};

/**
 * Reads `text` without executing, opening or contacting anything. Only what the current context points at is looked
 * at; there, each field must be one that we know. Secrets never appear in `problem`.
 */
export function sanitizeKubeconfig(text: string | Uint8Array): SanitizedKubeconfig {
  const parsed = parseKubeconfigYaml(text);
  if (!parsed.ok) return { ok: false, field: 'kubeconfig', problem: parsed.problem };
  try {
    return { ok: true, config: read(parsed.value) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, field: error.field, problem: error.message };
    throw error;
  }
}

function read(kubeconfig: Fields): KubeconfigParts {
  const current = textAt(kubeconfig, 'current-context', 'current-context');
  if (current === undefined) throw new Refused('current-context', 'must name one of contexts');
  const context = entry(kubeconfig, { list: 'contexts', kind: 'context', name: current, namedBy: 'current-context' });
  const at = `contexts[${current}].context`;
  const of = (kind: 'cluster' | 'user'): { fields: Fields; at: string } => {
    const name = textAt(context, kind, `${at}.${kind}`);
    if (name === undefined) throw new Refused(`${at}.${kind}`, `must name one of ${kind}s`);
    const fields = entry(kubeconfig, { list: `${kind}s`, kind, name, namedBy: `${at}.${kind}` });
    return { fields, at: `${kind}s[${name}].${kind}` };
  };
  return { ...readCluster(of('cluster')), ...readUser(of('user')) };
}

interface Entry {
  readonly list: string;
  readonly kind: string;
  readonly name: string;
  readonly namedBy: string;
}

function entry(kubeconfig: Fields, { list, kind, name, namedBy }: Entry): Fields {
  const all = kubeconfig[list];
  if (!Array.isArray(all))
    throw new Refused(list, `must be a list that has ${JSON.stringify(name)}, which ${namedBy} names`);
  const found = all.filter((item) => isMap(item) && item['name'] === name);
  if (found.length !== 1) {
    throw new Refused(
      list,
      `must have exactly one entry named ${JSON.stringify(name)}, which ${namedBy} names; it has ${found.length}`,
    );
  }
  const fields: unknown = found[0][kind];
  if (!isMap(fields)) throw new Refused(`${list}[${name}].${kind}`, 'must be a map that is not empty');
  return fields;
}

function readCluster({ fields, at }: { fields: Fields; at: string }): Omit<KubeconfigParts, 'token'> {
  if (fields['insecure-skip-tls-verify'] !== undefined && fields['insecure-skip-tls-verify'] !== false) {
    throw new Refused(
      `${at}.insecure-skip-tls-verify`,
      "must not be set: the server's certificate is always verified; give certificate-authority-data",
    );
  }
  const known = [
    'server',
    'certificate-authority-data',
    'tls-server-name',
    'insecure-skip-tls-verify',
    'disable-compression',
    'extensions',
  ];
  allowOnly(fields, { at, known, refused: refusedClusterFields });
  const ca = textAt(fields, 'certificate-authority-data', `${at}.certificate-authority-data`);
  const tlsServerName = textAt(fields, 'tls-server-name', `${at}.tls-server-name`);
  return {
    server: readServer(textAt(fields, 'server', `${at}.server`), `${at}.server`),
    ...(ca === undefined ? {} : { caData: certificates(ca, `${at}.certificate-authority-data`) }),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
  };
}

/** The path is kept, as gateways in front of many API servers need it. */
function readServer(server: string | undefined, at: string): string {
  const wanted = 'must be an https:// URL of an API server, without user, query or fragment';
  if (server === undefined || !URL.canParse(server)) throw new Refused(at, wanted);
  const url = new URL(server);
  if (url.protocol !== 'https:') throw new Refused(at, `${wanted}; it is ${url.protocol}//`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') throw new Refused(at, wanted);
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function readUser({ fields, at }: { fields: Fields; at: string }): ClusterCredentials {
  const known = ['token', 'client-certificate-data', 'client-key-data', 'extensions'];
  allowOnly(fields, { at, known, refused: refusedUserFields });
  const token = textAt(fields, 'token', `${at}.token`);
  const certificate = textAt(fields, 'client-certificate-data', `${at}.client-certificate-data`);
  const key = textAt(fields, 'client-key-data', `${at}.client-key-data`);
  if (token !== undefined) {
    if (certificate !== undefined || key !== undefined)
      throw new Refused(at, 'must have either a token or a client certificate, not both');
    // It becomes a header, which has room for no more than visible ASCII.
    if (!/^[\x21-\x7e]+$/.test(token)) throw new Refused(`${at}.token`, 'must be one word of ASCII characters');
    return { token };
  }
  if (certificate === undefined && key === undefined) {
    throw new Refused(at, 'must have a token that is not empty, or client-certificate-data with client-key-data');
  }
  if (certificate === undefined)
    throw new Refused(`${at}.client-certificate-data`, 'must be set when client-key-data is');
  if (key === undefined) throw new Refused(`${at}.client-key-data`, 'must be set when client-certificate-data is');
  return keyPair(certificate, key, at);
}

function keyPair(certificate: string, key: string, at: string): ClusterCredentials {
  const clientCertificateData = certificates(certificate, `${at}.client-certificate-data`);
  const clientKeyData = decoded(key, `${at}.client-key-data`);
  let matches: boolean;
  try {
    matches = new X509Certificate(clientCertificateData).checkPrivateKey(createPrivateKey(clientKeyData));
  } catch {
    throw new Refused(`${at}.client-key-data`, 'must be the base64 of a PEM private key without a passphrase');
  }
  if (!matches)
    throw new Refused(`${at}.client-key-data`, 'must be the key of client-certificate-data; it is of another one');
  return { clientCertificateData, clientKeyData };
}

function certificates(text: string, at: string): string {
  const pem = decoded(text, at);
  try {
    void new X509Certificate(pem);
    return pem;
  } catch {
    throw new Refused(at, 'must be the base64 of PEM certificates');
  }
}

function decoded(text: string, at: string): string {
  const compact = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) throw new Refused(at, 'must be base64');
  return Buffer.from(compact, 'base64').toString('utf8');
}

interface AllowList {
  readonly at: string;
  readonly known: readonly string[];
  readonly refused: Readonly<Record<string, string>>;
}

/** A field that we don't know could change who we are or what we talk to, so it is refused, not dropped. */
function allowOnly(fields: Fields, { at, known, refused }: AllowList): void {
  for (const name of Object.keys(fields)) {
    const problem = Object.hasOwn(refused, name) ? refused[name] : undefined;
    if (problem !== undefined) throw new Refused(`${at}.${name}`, problem);
    if (!known.includes(name))
      throw new Refused(`${at}.${name}`, `must be absent: only ${known.join(', ')} can be used`);
  }
}

/** undefined when absent or empty, as client-go reads it. */
function textAt(fields: Fields, name: string, at: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new Refused(at, 'must be text');
  return value;
}
