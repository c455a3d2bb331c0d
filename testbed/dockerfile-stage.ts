/**
 * One stage of the project's Dockerfile as a Dockerfile of its own, with the bases it is told: the engine's own builder takes build
 * arguments, but would build every stage that stands above.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(new URL('../Dockerfile', import.meta.url));

export async function dockerfileStage(name: string, bases: Readonly<Record<string, string>>): Promise<string> {
  return stageOf(await readFile(path, 'utf8'), name, bases);
}

/** Throws an Error when there is no such stage. */
export function stageOf(dockerfile: string, name: string, bases: Readonly<Record<string, string>>): string {
  const [global = '', ...stages] = dockerfile.split(/^(?=FROM )/m);
  const stage = stages.find((text) => /^FROM .* AS (\S+)$/m.exec(text)?.[1] === name);
  if (stage === undefined) throw new Error(`the Dockerfile has no stage ${name}`);
  const args = global.replaceAll(/^ARG (\w+)=.*$/gm, (line, arg: string) =>
    bases[arg] === undefined ? line : `ARG ${arg}=${bases[arg]}`,
  );
  return args + stage;
}
