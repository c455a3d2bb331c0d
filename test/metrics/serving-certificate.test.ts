import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  certificateFiles,
  followCertificate,
  type ServingPair,
  selfSignedCertificates,
} from '../../src/metrics/serving-certificate.ts';
import { certificateAuthority } from '../env/certificates.ts';
import { FakeClock } from '../kube/fake-clock.ts';

async function pairs(count: number): Promise<readonly ServingPair[]> {
  const authority = await certificateAuthority();
  const made = Array.from({ length: count }, async () => authority.server());
  return (await Promise.all(made)).map(({ certificate: cert, key }) => ({ cert, key }));
}

describe('files', () => {
  async function folder() {
    const path = await mkdtemp(join(tmpdir(), 'clusterpivot-serving-'));
    onTestFinished(async () => rm(path, { recursive: true }));
    const write = async ({ cert, key }: ServingPair) => {
      await writeFile(join(path, 'tls.crt'), cert);
      await writeFile(join(path, 'tls.key'), key);
    };
    return { source: certificateFiles(path), write, path };
  }

  it('are read anew each time', async () => {
    const { source, write } = await folder();
    for (const pair of await pairs(2)) {
      await write(pair);
      expect(await source()).toEqual(pair);
    }
  });

  it('that are missing, or of two pairs, are named', async () => {
    const { source, write, path } = await folder();
    // Each time the same, as long as both are missing: followers tell what is new to them.
    for (let look = 0; look < 50; look += 1) await expect(source()).rejects.toThrow(join(path, 'tls.crt'));
    const [one, other] = await pairs(2);
    await write({ cert: one?.cert ?? '', key: other?.key ?? '' });
    const [cert, key] = [join(path, 'tls.crt'), join(path, 'tls.key')];
    await expect(source()).rejects.toThrow(`${key} is not the key of the certificate in ${cert}`);
  });
});

it('one of our own making is for the names, and renewed when half of its year is over', async () => {
  const clock = new FakeClock();
  const source = selfSignedCertificates(['operator-0', 'localhost'], clock);
  const first = await source();
  const certificate = new X509Certificate(first.cert);
  expect([certificate.checkHost('operator-0'), certificate.checkHost('localhost')]).not.toContain(undefined);
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(Date.parse(certificate.validTo) - clock.now()).toBe(365 * 24 * 3_600_000);
  expect(await source()).toEqual(first);
  await clock.advance(183 * 24 * 3_600_000);
  expect((await source()).cert).not.toBe(first.cert);
});

it('each new pair is told, what is no pair is told once, and nothing after the end', async () => {
  const [first = { cert: '', key: '' }, second = { cert: '', key: '' }] = await pairs(2);
  const clock = new FakeClock();
  const ending = new AbortController();
  const changes: ServingPair[] = [];
  const problems: string[] = [];
  let now: ServingPair | undefined = first;
  const following = followCertificate(
    async () => {
      if (now === undefined) throw new Error('tls.crt is gone');
      return now;
    },
    {
      first,
      clock,
      signal: ending.signal,
      onChange: (pair) => changes.push(pair),
      onProblem: (problem) => problems.push(problem),
    },
  );
  const look = async () => clock.advance(10_000);
  await look();
  expect(changes).toEqual([]);
  now = undefined;
  await look();
  await look();
  expect(problems).toEqual(['the metrics are served with the certificate as before: Error: tls.crt is gone']);
  now = second;
  await look();
  await look();
  expect(changes).toEqual([second]);
  ending.abort();
  await following;
  expect(clock.pending).toEqual([]);
});
