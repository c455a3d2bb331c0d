import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { buildKubeconfig, sanitizeKubeconfig } from '../../src/kube/kubeconfig.ts';
import { certificateAuthority, type PemPair } from '../env/certificates.ts';

let ca: string;
let alice: PemPair;
let bob: PemPair;
const secret = 'canary-9f3a71';

beforeAll(async () => {
  const authority = await certificateAuthority();
  ca = authority.certificate;
  [alice, bob] = await Promise.all([authority.client('alice'), authority.client('bob')]);
});

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A kubeconfig that is fine, changed in one place. */
function kubeconfig({ cluster = {}, user = { token: secret }, ...top }: Record<string, object | string> = {}): string {
  return stringify({
    clusters: [
      {
        name: 'c',
        cluster: { server: 'https://10.1.2.3:6443', 'certificate-authority-data': base64(ca), ...(cluster as object) },
      },
    ],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: 'n' } }],
    'current-context': 'x',
    ...top,
  });
}

describe('a kubeconfig that may be used', () => {
  it('gives server, CA and token', () => {
    const expected = { server: 'https://10.1.2.3:6443', caData: ca, token: secret };
    expect(sanitizeKubeconfig(kubeconfig())).toEqual({ ok: true, config: expected });
  });

  it('gives client certificate and key', () => {
    const user = { 'client-certificate-data': base64(alice.certificate), 'client-key-data': base64(alice.key) };
    const result = sanitizeKubeconfig(kubeconfig({ user, cluster: { 'tls-server-name': 'api.example' } }));
    expect(result).toMatchObject({
      ok: true,
      config: { clientCertificateData: alice.certificate, clientKeyData: alice.key, tlsServerName: 'api.example' },
    });
  });

  it('may have other users and clusters, of whatever kind, that are not current', () => {
    const users = [
      { name: 'u', user: { token: secret } },
      { name: 'v', user: { exec: { command: 'touch' } } },
    ];
    expect(sanitizeKubeconfig(kubeconfig({ users }))).toMatchObject({ ok: true });
  });

  it('keeps the path of a gateway and drops slashes at the end', () => {
    const result = sanitizeKubeconfig(kubeconfig({ cluster: { server: 'https://gateway/k8s/clusters/a/' } }));
    expect(result).toMatchObject({ ok: true, config: { server: 'https://gateway/k8s/clusters/a' } });
  });

  it('comes out of what buildKubeconfig builds unchanged', () => {
    const text = fc.stringMatching(/^[\x21-\x7e]+$/);
    fc.assert(
      fc.property(text, fc.boolean(), fc.option(fc.domain(), { nil: undefined }), (token, withCa, name) => {
        const config = {
          server: 'https://h:1',
          token,
          ...(withCa ? { caData: ca } : {}),
          ...(name === undefined ? {} : { tlsServerName: name }),
        };
        expect(sanitizeKubeconfig(buildKubeconfig(config))).toEqual({ ok: true, config });
      }),
    );
  });
});

describe('a kubeconfig that is refused', () => {
  const user = (fields: object) => () => kubeconfig({ user: { token: secret, ...fields } });
  const cluster = (fields: object) => () => kubeconfig({ cluster: fields });
  const cases: readonly (readonly [string, () => string | Uint8Array, string, RegExp])[] = [
    ['exec', user({ exec: { command: 'sh', args: [secret] } }), 'users[u].user.exec', /nothing is executed/],
    [
      'an auth provider',
      user({ 'auth-provider': { name: 'gcp', config: { 'cmd-path': secret } } }),
      'users[u].user.auth-provider',
      /nothing is executed/,
    ],
    ['a token file', user({ tokenFile: `/var/${secret}` }), 'users[u].user.tokenFile', /content into token/],
    [
      'a certificate file',
      user({ 'client-certificate': secret }),
      'users[u].user.client-certificate',
      /client-certificate-data/,
    ],
    ['a key file', user({ 'client-key': secret }), 'users[u].user.client-key', /client-key-data/],
    ['a password', user({ username: 'a', password: secret }), 'users[u].user.username', /token/],
    ['impersonation', user({ as: 'system:admin' }), 'users[u].user.as', /impersonation/],
    ['impersonated groups', user({ 'as-groups': ['a'] }), 'users[u].user.as-groups', /impersonation/],
    ['impersonated extras', user({ 'as-user-extra': {} }), 'users[u].user.as-user-extra', /impersonation/],
    ['a field nobody knows', user({ 'new-thing': secret }), 'users[u].user.new-thing', /only token/],
    ['a field of Object', user({ constructor: secret }), 'users[u].user.constructor', /only token/],
    ['an empty token', user({ token: '' }), 'users[u].user', /a token that is not empty/],
    ['a token with a line break', user({ token: `${secret}\nhost: x` }), 'users[u].user.token', /one word/],
    ['a token that is a number', user({ token: 12 }), 'users[u].user.token', /must be text/],
    ['an empty user', () => kubeconfig({ users: [{ name: 'u', user: null }] }), 'users[u].user', /must be a map/],
    [
      'a key without certificate',
      user({ token: '', 'client-key-data': 'YQ==' }),
      'users[u].user.client-certificate-data',
      /must be set/,
    ],
    [
      'a CA file',
      cluster({ 'certificate-authority': '/etc/ca' }),
      'clusters[c].cluster.certificate-authority',
      /certificate-authority-data/,
    ],
    [
      'a CA that is no certificate',
      cluster({ 'certificate-authority-data': base64(secret) }),
      'clusters[c].cluster.certificate-authority-data',
      /PEM/,
    ],
    [
      'a CA that is no base64',
      cluster({ 'certificate-authority-data': '%' }),
      'clusters[c].cluster.certificate-authority-data',
      /base64/,
    ],
    ['a proxy', cluster({ 'proxy-url': 'socks5://p' }), 'clusters[c].cluster.proxy-url', /without a proxy/],
    [
      'unverified TLS',
      cluster({ 'insecure-skip-tls-verify': true }),
      'clusters[c].cluster.insecure-skip-tls-verify',
      /always verified/,
    ],
    [
      'unverified TLS as text',
      cluster({ 'insecure-skip-tls-verify': 'true' }),
      'clusters[c].cluster.insecure-skip-tls-verify',
      /always verified/,
    ],
    ['http', cluster({ server: 'http://10.1.2.3' }), 'clusters[c].cluster.server', /https:\/\/.* it is http:/],
    ['a file URL', cluster({ server: 'file:///etc/passwd' }), 'clusters[c].cluster.server', /https:/],
    ['a user in the URL', cluster({ server: `https://a:${secret}@h` }), 'clusters[c].cluster.server', /without user/],
    ['a query in the URL', cluster({ server: 'https://h?x' }), 'clusters[c].cluster.server', /query/],
    ['no server', cluster({ server: '' }), 'clusters[c].cluster.server', /https:/],
    ['no current context', () => kubeconfig({ 'current-context': '' }), 'current-context', /must name one of contexts/],
    ['a dangling current context', () => kubeconfig({ 'current-context': 'y' }), 'contexts', /"y".*it has 0/],
    ['a dangling user', () => kubeconfig({ users: [] }), 'users', /"u".*it has 0/],
    ['no clusters', () => kubeconfig({ clusters: 'none' }), 'clusters', /must be a list/],
    [
      'two users of one name',
      () =>
        kubeconfig({
          users: [
            { name: 'u', user: { token: 'a' } },
            { name: 'u', user: { token: 'b' } },
          ],
        }),
      'users',
      /it has 2/,
    ],
    [
      'a key twice in a map',
      () => `${kubeconfig()}current-context: y\n`,
      'kubeconfig',
      /not valid YAML \(line \d+: DUPLICATE_KEY\)/,
    ],
    ['aliases', () => `a: &a [${secret}]\nb: *a\n${kubeconfig()}`, 'kubeconfig', /aliases/],
    ['an alias bomb', () => bomb(), 'kubeconfig', /aliases/],
    ['unknown tags', () => `a: !!js/function '${secret}'\n${kubeconfig()}`, 'kubeconfig', /not valid YAML/],
    ['two documents', () => `${kubeconfig()}---\n${kubeconfig()}`, 'kubeconfig', /not valid YAML/],
    ['nothing', () => '', 'kubeconfig', /is empty/],
    ['text', () => secret, 'kubeconfig', /no YAML map/],
    ['too much', () => `${kubeconfig()}# ${'x'.repeat(256 * 1024)}`, 'kubeconfig', /257 KiB long.*256 KiB/],
    ['endless nesting', () => '['.repeat(200_000), 'kubeconfig', /YAML|parsed/],
    ['bytes that are no UTF-8', () => Buffer.from([0xff, 0xfe, 0x41]), 'kubeconfig', /not UTF-8/],
    ['what a decoder left of such bytes', () => `${kubeconfig()}# \uFFFD`, 'kubeconfig', /not UTF-8/],
  ];

  it.each(cases)('because of %s', (_name, text, field, problem) => {
    const result = sanitizeKubeconfig(text());
    expect(result).toMatchObject({ ok: false, field, problem: expect.stringMatching(problem) as string });
    expect(JSON.stringify(result)).not.toContain(secret);
  });

  it('because the key is of another certificate', () => {
    const pair = { 'client-certificate-data': base64(alice.certificate), 'client-key-data': base64(bob.key) };
    expect(sanitizeKubeconfig(kubeconfig({ user: pair }))).toMatchObject({
      ok: false,
      field: 'users[u].user.client-key-data',
      problem: expect.stringContaining('of another one') as string,
    });
  });

  it('because it has a token and a certificate', () => {
    const both = {
      token: secret,
      'client-certificate-data': base64(alice.certificate),
      'client-key-data': base64(alice.key),
    };
    expect(sanitizeKubeconfig(kubeconfig({ user: both }))).toMatchObject({ ok: false, field: 'users[u].user' });
  });

  it('whatever it is, with an answer and never an exception', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.object().map((value) => stringify(value)),
        ),
        (text) => {
          expect(sanitizeKubeconfig(text).ok).toBe(false);
        },
      ),
    );
  });

  it('quickly', () => {
    const started = performance.now();
    sanitizeKubeconfig(bomb());
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

/** Each level is nine times the one before. */
function bomb(): string {
  const levels = Array.from(
    { length: 12 },
    (_, level) => `l${level + 1}: &l${level + 1} [${Array.from({ length: 9 }, () => `*l${level}`).join(', ')}]`,
  );
  return `l0: &l0 [x]\n${levels.join('\n')}\n`;
}

describe('buildKubeconfig', () => {
  it('says nothing but the parts', () => {
    expect(parse(buildKubeconfig({ server: 'https://h', token: 't', caData: 'PEM' }))).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'cluster', cluster: { server: 'https://h', 'certificate-authority-data': base64('PEM') } }],
      users: [{ name: 'user', user: { token: 't' } }],
      contexts: [{ name: 'context', context: { cluster: 'cluster', user: 'user' } }],
      'current-context': 'context',
    });
  });
});
