/** Makes a certificate for a server that nobody gave one. */
import { webcrypto } from 'node:crypto';
// The X.509 library injects its parts through this.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import type { ServingPair } from './serving-certificate.ts';

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Times are milliseconds since the epoch. */
export async function selfSigned(
  names: readonly string[],
  { from, until }: { readonly from: number; readonly until: number },
): Promise<ServingPair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [names[0] ?? 'localhost'] }],
    keys,
    signingAlgorithm: algorithm,
    // Clocks differ.
    notBefore: new Date(from - 3_600_000),
    notAfter: new Date(until),
    extensions: [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
        ...names.map((value) => ({ type: 'dns', value }) as const),
      ]),
    ],
  });
  const key = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { cert: certificate.toString('pem'), key };
}
