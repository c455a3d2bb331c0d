/** The variables for providers' manifests, from the file that the operator put beside the credentials. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { variableProblem } from '../api/clusterctl-variables.ts';

const schema = z.record(z.string(), z.string());

/** Rejects with the name of the first one that is none; never with a value, which may be a secret. */
export async function readVariables(path: string | undefined): Promise<Readonly<Record<string, string>>> {
  if (path === undefined) return {};
  const parsed = schema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path} does not hold variables: an object of texts is expected`);
  for (const name of Object.keys(parsed.data)) {
    const problem = variableProblem(name);
    if (problem !== undefined) throw new Error(`variable ${JSON.stringify(name)} ${problem}`);
  }
  return parsed.data;
}
