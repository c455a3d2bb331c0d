/** Throw-away certificates for servers and clients of tests. */
import { webcrypto } from 'node:crypto';
// The X.509 library injects its parts through this.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 24 * 3600 * 1000;

export interface PemPair {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateAuthority {
  /** PEM. */
  readonly certificate: string;
  /** A certificate that 127.0.0.1 and `names` may serve with. */
  server(names?: readonly string[]): Promise<PemPair>;
  /** A certificate that API servers read as this user in these groups; for a month, or until when it is told. */
  client(user: string, groups?: readonly string[], notAfter?: Date): Promise<PemPair>;
}

async function keys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function privatePem({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY');
}

/** Valid from an hour ago for a month. */
export async function certificateAuthority(name = 'test-ca'): Promise<CertificateAuthority> {
  const caKeys = await keys();
  const validity = { notBefore: new Date(Date.now() - 3600_000), notAfter: new Date(Date.now() + 30 * day) };
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys: caKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature, true),
    ],
    ...validity,
  });
  const issue = async (
    subject: x509.JsonName,
    extensions: x509.Extension[],
    notAfter = validity.notAfter,
  ): Promise<PemPair> => {
    const own = await keys();
    const certificate = await x509.X509CertificateGenerator.create({
      subject,
      issuer: authority.subject,
      publicKey: own.publicKey,
      signingKey: caKeys.privateKey,
      signingAlgorithm: algorithm,
      extensions,
      ...validity,
      notAfter,
    });
    return { certificate: certificate.toString('pem'), key: await privatePem(own) };
  };
  return {
    certificate: authority.toString('pem'),
    server: (names = ['localhost']) =>
      issue(
        [{ CN: ['api-server'] }],
        [
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension([
            { type: 'ip', value: '127.0.0.1' },
            ...names.map((value) => ({ type: 'dns', value }) as const),
          ]),
        ],
      ),
    client: (user, groups = [], notAfter) =>
      issue(
        [...groups.map((group) => ({ O: [group] })), { CN: [user] }],
        [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])],
        notAfter,
      ),
  };
}
