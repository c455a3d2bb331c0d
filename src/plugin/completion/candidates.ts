/** What may come next on a command line: commands, flags, their values, and names out of the cluster. */
import type { Command, Option } from 'commander';

export interface Candidate {
  readonly value: string;
  readonly description?: string;
}

/** Names that only a cluster knows. */
export type Dynamic = 'pivots' | 'namespaces' | 'contexts' | 'plans';

export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly dynamic?: Dynamic;
  /** Whether names of files may come, which the shell knows best. */
  readonly files: boolean;
}

const nothing: Completion = { candidates: [], files: false };

const dynamicFlags: Readonly<Record<string, Dynamic>> = {
  '--namespace': 'namespaces',
  '--operator-namespace': 'namespaces',
  '--context': 'contexts',
  '--plan': 'plans',
};
const fileFlags = ['--kubeconfig', '--target-kubeconfig', '--filename', '--output-file'];

/** `words`: all before the cursor; the last one is being typed, '' when it is not begun. */
export function complete(program: Command, words: readonly string[]): Completion {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const command = commandOf(program, before);
  const options = visibleOptions(program, command);
  const open = options.find((option) => takes(option, before.at(-1)));
  if (open !== undefined) return valuesOf(open);
  const [flag = '', value] = typed.split('=');
  const assigned = value === undefined ? undefined : options.find((option) => isOf(option, flag));
  if (assigned !== undefined) return withPrefix(valuesOf(assigned), `${flag}=`);
  if (typed.startsWith('-')) return { candidates: options.map(candidateOf), files: false };
  if (command === program)
    return { candidates: program.commands.filter((one) => !isHidden(one)).map(commandCandidate), files: false };
  const [argument] = command.registeredArguments;
  if (argument === undefined || isGiven(command, before, options)) return nothing;
  if (argument.argChoices !== undefined)
    return { candidates: argument.argChoices.map((value) => ({ value })), files: false };
  return { candidates: [], dynamic: 'pivots', files: false };
}

function commandOf(program: Command, words: readonly string[]): Command {
  return program.commands.find((command) => words.includes(command.name()) && !isHidden(command)) ?? program;
}

/** The commander library keeps it to itself whether a command is hidden; ours begin with underscores. */
function isHidden(command: Command): boolean {
  return command.name().startsWith('__');
}

function visibleOptions(program: Command, command: Command): readonly Option[] {
  return [...new Set([...command.options, ...program.options])].filter((option) => !option.hidden);
}

function isOf({ short, long }: Option, word: string | undefined): boolean {
  return word !== undefined && (word === short || word === long);
}

/** Is the word after `word` its value? */
function takes(option: Option, word: string | undefined): boolean {
  return option.required && isOf(option, word);
}

function candidateOf(option: Option): Candidate {
  return { value: option.long ?? option.short ?? '', description: option.description };
}

function commandCandidate(command: Command): Candidate {
  return { value: command.name(), description: command.description() };
}

function valuesOf(option: Option): Completion {
  const dynamic = dynamicFlags[option.long ?? ''];
  const candidates = (option.argChoices ?? []).map((value) => ({ value }));
  return { candidates, ...(dynamic === undefined ? {} : { dynamic }), files: fileFlags.includes(option.long ?? '') };
}

function withPrefix({ candidates, ...rest }: Completion, prefix: string): Completion {
  return { ...rest, candidates: candidates.map((one) => ({ ...one, value: `${prefix}${one.value}` })) };
}

/** Is the one argument that commands have there already? */
function isGiven(command: Command, words: readonly string[], options: readonly Option[]): boolean {
  const after = words.slice(words.indexOf(command.name()) + 1);
  return after.some((word, index) => {
    const isValue = options.some((option) => takes(option, after[index - 1]));
    return !word.startsWith('-') && !isValue;
  });
}
