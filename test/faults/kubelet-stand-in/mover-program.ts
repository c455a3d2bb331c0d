/** Runs the real mover, with the real clusterctl, for a Pod of a Job. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { start } from '../../env/child-process.ts';
import type { PodContainer } from './pod.ts';
import type { RunningProgram } from './running-program.ts';
import type { Relocate } from './volumes.ts';

export interface MoverParts {
  /** The mover, bundled: exports `moverProcess`. */
  readonly module: string;
  readonly clusterctl: string;
}

/** Paths in the arguments, alone or behind `=`, are where the volumes really are. */
function relocated(args: readonly string[], relocate: Relocate): readonly string[] {
  return args.map((arg) => {
    const equals = arg.indexOf('=') + 1;
    return arg.slice(0, equals) + relocate(arg.slice(equals));
  });
}

export async function runMover(
  { module, clusterctl }: MoverParts,
  { args = [] }: PodContainer,
  { folder, relocate }: { readonly folder: string; readonly relocate: Relocate },
): Promise<RunningProgram> {
  const terminationMessage = join(folder, 'termination-log');
  const repositoryFolder = relocate('/var/run/clusterctl/repository');
  const main = join(folder, 'main.mjs');
  await mkdir(folder, { recursive: true });
  const places = JSON.stringify({ clusterctl, repositoryFolder, terminationMessage });
  await writeFile(
    main,
    `import { moverProcess } from '${pathToFileURL(module).href}';\nawait moverProcess(${places});\n`,
  );
  const program = await start([process.execPath, main, ...relocated(args, relocate)], join(folder, 'log'), {
    group: true,
  });
  return {
    ready: Promise.resolve(),
    ended: program.exited.then(async (exit) => {
      const message = await readFile(terminationMessage, 'utf8').catch(() => undefined);
      return { exit, ...(message === undefined ? {} : { message }) };
    }),
    stop: async () => program.stop(),
    kill: async () => program.stop('SIGKILL'),
  };
}
