/** Keeps what a verdict is based on, so that it can be judged again, by anybody. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheRoot } from '../cache.ts';
import type { Evidence } from './verdict.ts';

/** Writes it as JSON, over what was kept before. Returns the file's path. */
export async function keepEvidence(evidence: Evidence): Promise<string> {
  const path = join(cacheRoot(), 'testbed', 'evidence.json');
  await mkdir(dirname(path), { recursive: true });
  const since = evidence.before.takenAt;
  const audit = evidence.audit.filter(({ completed }) => completed >= since);
  await writeFile(path, JSON.stringify({ ...evidence, audit }));
  return path;
}
