/** The mover, from its arguments to its result: reads, prepares, runs clusterctl, and says how that ended. */
import type { MoverResult } from '../api/mover-result.ts';
import { type CopyCommand, type InitCommand, type MoverCommand, readArguments } from './args.ts';
import type { Clock } from './clock.ts';
import { clusterctlEnvironment } from './clusterctl-environment.ts';
import { type Heard, hear, nothingHeard } from './clusterctl-output.ts';
import { copyArgv, copyResult, isOver } from './copy.ts';
import { initArgv, initDeadlineSeconds, initResult } from './init.ts';
import { readVariables } from './read-variables.ts';
import { redact } from './redact.ts';
import { type Ending, runClusterctl } from './run-clusterctl.ts';
import { reserveTerminationMessage, writeTerminationMessage } from './termination-message.ts';
import { unpackRepository } from './unpack-repository.ts';

/** Where things are; the image's paths, except in tests. */
export interface MoverPlaces {
  readonly clusterctl: string;
  readonly repositoryFolder: string;
  readonly terminationMessage: string;
}

export interface MoverOptions {
  readonly places: MoverPlaces;
  readonly argv: readonly string[];
  /** PATH of the mover, for clusterctl. */
  readonly path: string | undefined;
  /** Aborted when the mover is asked to stop. */
  readonly stop: AbortSignal;
  readonly clock: Clock;
  /** Takes one line of progress, a JSON object. */
  readonly print: (line: string) => void;
}

/** Never rejects. The exit code: 0 for copied or installed, 1 for failed, 2 for arguments that make no sense. */
export async function runMover(options: MoverOptions): Promise<number> {
  const { terminationMessage } = options.places;
  await reserveTerminationMessage(terminationMessage);
  const { result, code } = await outcomeOf(options);
  const problem = await writeTerminationMessage(terminationMessage, result);
  if (problem !== undefined) say(options, 'mover', problem);
  say(options, 'mover', `${result.outcome}: ${result.message}`);
  return code;
}

async function outcomeOf(options: MoverOptions): Promise<{ readonly result: MoverResult; readonly code: number }> {
  let command: MoverCommand;
  try {
    command = readArguments(options.argv);
  } catch (error) {
    return { result: failed(`the mover's arguments are not valid: ${textOf(error)}`), code: 2 };
  }
  try {
    const result = command.kind === 'init' ? await init(options, command) : await copy(options, command);
    return { result, code: result.outcome === 'failed' ? 1 : 0 };
  } catch (error) {
    return { result: failed(textOf(error)), code: 1 };
  }
}

async function init(options: MoverOptions, command: InitCommand): Promise<MoverResult> {
  const variables = await readVariables(command.variables);
  const offline = await prepareRepository(options, command.repository);
  const { heard, ending } = await clusterctl(options, {
    args: initArgv(command),
    offline,
    variables,
    deadlineSeconds: initDeadlineSeconds(command),
    // It waits for a provider without a word, for as long as it may.
    silenceSeconds: undefined,
    isOver: () => false,
  });
  return initResult(command, heard, ending);
}

async function copy(options: MoverOptions, command: CopyCommand): Promise<MoverResult> {
  const { heard, ending } = await clusterctl(options, {
    args: copyArgv(command),
    offline: false,
    deadlineSeconds: command.deadlineSeconds,
    silenceSeconds: command.silenceSeconds,
    isOver,
  });
  return copyResult(command, heard, ending);
}

/** Is there a repository of local files? A Job names one whenever there is a clusterctl.yaml. */
async function prepareRepository(options: MoverOptions, archive: string | undefined): Promise<boolean> {
  if (archive === undefined) return false;
  const files = await unpackRepository(archive, options.places.repositoryFolder);
  const where = options.places.repositoryFolder;
  say(options, 'mover', files === undefined ? `there is no ${archive}` : `unpacked ${files} files in ${where}`);
  return files !== undefined;
}

interface Call {
  readonly args: readonly string[];
  readonly offline: boolean;
  readonly variables?: Readonly<Record<string, string>>;
  readonly deadlineSeconds: number;
  readonly silenceSeconds: number | undefined;
  readonly isOver: (heard: Heard) => boolean;
}

async function clusterctl(
  options: MoverOptions,
  { args, offline, variables = {}, deadlineSeconds, silenceSeconds, isOver }: Call,
): Promise<{ readonly heard: Heard; readonly ending: Ending }> {
  say(options, 'mover', `runs clusterctl ${args.join(' ')}`);
  let heard = nothingHeard;
  const ending = await runClusterctl({
    command: options.places.clusterctl,
    args,
    env: clusterctlEnvironment({ path: options.path, offline, variables }),
    deadlineSeconds,
    silenceSeconds,
    stop: options.stop,
    clock: options.clock,
    onLine: (raw, stream) => {
      const line = redact(raw);
      say(options, stream, line);
      if (stream === 'stderr') heard = hear(heard, line, options.clock.now());
      return isOver(heard) ? 'end' : undefined;
    },
  });
  return { heard, ending };
}

function say({ print, clock }: MoverOptions, stream: 'stdout' | 'stderr' | 'mover', line: string): void {
  print(JSON.stringify({ time: new Date(clock.now()).toISOString(), stream, line }));
}

function failed(message: string): MoverResult {
  return { outcome: 'failed', message };
}

function textOf(error: unknown): string {
  return redact(error instanceof Error ? error.message : String(error));
}
