/** The certificate that the metrics are served with: from files that somebody renews, or of our own making. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../kube/clock.ts';

/** PEM. */
export interface ServingPair {
  readonly cert: string;
  readonly key: string;
}

/** The pair to serve with from now on; rejects while there is none that fits together. */
export type CertificateSource = () => Promise<ServingPair>;

/** Files as Secrets of type kubernetes.io/tls are mounted. */
export function certificateFiles(folder: string): CertificateSource {
  return async () => {
    const [certFile, keyFile] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
    // One after the other: of two that are missing the same is named each time, and so told once.
    const cert = await readFile(certFile, 'utf8');
    const key = await readFile(keyFile, 'utf8');
    if (!fit({ cert, key })) throw new Error(`${keyFile} is not the key of the certificate in ${certFile}`);
    return { cert, key };
  };
}

function fit({ cert, key }: ServingPair): boolean {
  return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
}

const yearMs = 365 * 24 * 3_600_000;

/** Made anew when half of its year is over. Nobody can verify it: whoever reads the metrics has to trust the network. */
export function selfSignedCertificates(names: readonly string[], clock: Clock): CertificateSource {
  let made: { readonly pair: ServingPair; readonly at: number } | undefined;
  return async () => {
    const now = clock.now();
    if (made === undefined || now - made.at > yearMs / 2) {
      // A library of some size, which nobody needs who brings a certificate.
      const { selfSigned } = await import('./self-signed.ts');
      made = { pair: await selfSigned(names, { from: now, until: now + yearMs }), at: now };
    }
    return made.pair;
  };
}

/** Kubernetes swaps mounted files some time after their Secret has changed; a few seconds more do not matter. */
const lookMs = 10_000;

export interface Following {
  readonly first: ServingPair;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onChange: (pair: ServingPair) => void;
  readonly onProblem: (problem: string) => void;
}

/** Tells of each pair after the first, until aborted. What cannot be used is told once, and changes nothing. */
export async function followCertificate(source: CertificateSource, following: Following): Promise<void> {
  const { clock, signal, onChange, onProblem } = following;
  let { cert, key } = following.first;
  let told = '';
  for (;;) {
    await clock.sleep(lookMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    try {
      const pair = await source();
      if (pair.cert !== cert || pair.key !== key) onChange(pair);
      ({ cert, key } = pair);
      told = '';
    } catch (error) {
      const problem = `the metrics are served with the certificate as before: ${String(error)}`;
      if (problem !== told) onProblem(problem);
      told = problem;
    }
  }
}
