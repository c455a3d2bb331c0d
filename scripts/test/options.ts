/** The command line of a test run. */
import { parseArgs } from 'node:util';

export function usage(names: readonly string[]): string {
  return [
    'Usage: npm test [-- --only CHECK,...]',
    '',
    `  --only   only these checks, of ${names.join(', ')}`,
    '  --help   this text',
  ].join('\n');
}

export type Options =
  | { readonly kind: 'run'; readonly names: readonly string[] }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

/** `known` are the names of all checks in their order, which a selection keeps. */
export function readOptions(args: readonly string[], known: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { only: { type: 'string', multiple: true }, help: { type: 'boolean', default: false } },
    });
    if (values.help) return { kind: 'help' };
    if (values.only === undefined) return { kind: 'run', names: known };
    const only = values.only.flatMap((list) => list.split(',')).map((name) => name.trim());
    const unknown = only.find((name) => !known.includes(name));
    if (unknown !== undefined) return { kind: 'wrong', problem: `there is no check "${unknown}"` };
    return { kind: 'run', names: known.filter((name) => only.includes(name)) };
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
}
