/** What a Job asks of the mover: its arguments as a typed command, checked before anything runs. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { z } from 'zod';
import { checkArguments, namespace, seconds } from '../api/arguments.ts';

/** The kinds of provider, by the flag of `clusterctl init` that takes them. */
export const providerFlags = [
  'core',
  'bootstrap',
  'control-plane',
  'infrastructure',
  'ipam',
  'runtime-extension',
  'addon',
] as const;

export interface ProviderArgument {
  readonly flag: (typeof providerFlags)[number];
  readonly name: string;
  readonly version: string;
}

export interface InitCommand {
  readonly kind: 'init';
  readonly kubeconfig: string;
  readonly config: string | undefined;
  readonly repository: string | undefined;
  /** File with variables for the manifests, as a JSON object. */
  readonly variables: string | undefined;
  readonly providers: readonly ProviderArgument[];
  readonly waitTimeoutSeconds: number;
}

export interface CopyCommand {
  readonly kind: 'copy';
  readonly fromKubeconfig: string;
  readonly toKubeconfig: string;
  readonly namespace: string;
  readonly deadlineSeconds: number;
  /** Without a line for so long, clusterctl hangs. */
  readonly silenceSeconds: number;
}

export type MoverCommand = InitCommand | CopyCommand;

/**
 * The longest that clusterctl 1.14 is silent by itself, at level 5, is 171 s: 141 s between its last two looks at a
 * `block-move`, and 30 s for the last look. Its waits between two tries of a write end at 61 s. It also looks at all
 * Machines without a word: a thousand took 7 s on a busy machine, and leave 200 ms for each of their three requests.
 */
const silenceSecondsByDefault = 600;

const path = z.string({ error: 'is required' }).min(1, 'must not be empty');

/** A comma would make two providers of one in clusterctl's flags. */
const provider = z
  .string()
  .regex(
    new RegExp(`^(${providerFlags.join('|')})/[a-z0-9][-.a-z0-9]*:v?\\d+\\.\\d+\\.\\d+[-+.0-9A-Za-z]*$`),
    `must be <type>/<name>:<version>, with one of the types ${providerFlags.join(', ')}`,
  )
  .transform((text): ProviderArgument => {
    const slash = text.indexOf('/');
    const colon = text.indexOf(':');
    return {
      flag: z.enum(providerFlags).parse(text.slice(0, slash)),
      name: text.slice(slash + 1, colon),
      version: text.slice(colon + 1),
    };
  });

const initOptions = z
  .object({
    kubeconfig: path,
    config: path.optional(),
    repository: path.optional(),
    variables: path.optional(),
    provider: z
      .array(provider, { error: 'is required' })
      .refine((all) => all.filter(({ flag }) => flag === 'core').length <= 1, 'must not name two core providers'),
    'wait-timeout-seconds': seconds,
  })
  .transform(
    (read): InitCommand => ({
      kind: 'init',
      kubeconfig: read.kubeconfig,
      config: read.config,
      repository: read.repository,
      variables: read.variables,
      providers: read.provider,
      waitTimeoutSeconds: read['wait-timeout-seconds'],
    }),
  );

const copyOptions = z
  .object({
    'from-kubeconfig': path,
    'to-kubeconfig': path,
    // An empty one would let clusterctl take that of the kubeconfig's context.
    namespace,
    'deadline-seconds': seconds,
    'silence-seconds': seconds.default(silenceSecondsByDefault),
  })
  .transform(
    (read): CopyCommand => ({
      kind: 'copy',
      fromKubeconfig: read['from-kubeconfig'],
      toKubeconfig: read['to-kubeconfig'],
      namespace: read.namespace,
      deadlineSeconds: read['deadline-seconds'],
      silenceSeconds: read['silence-seconds'],
    }),
  );

const text = { type: 'string' } as const;

/** Throws an Error that names the argument and what it must be. */
export function readArguments(argv: readonly string[]): MoverCommand {
  const [command, ...args] = argv;
  if (command === 'init') {
    const provider = { type: 'string', multiple: true } as const;
    const options = {
      kubeconfig: text,
      config: text,
      repository: text,
      variables: text,
      provider,
      'wait-timeout-seconds': text,
    };
    return check(initOptions, args, options);
  }
  if (command === 'copy') {
    const options = {
      'from-kubeconfig': text,
      'to-kubeconfig': text,
      namespace: text,
      'deadline-seconds': text,
      'silence-seconds': text,
    };
    return check(copyOptions, args, options);
  }
  throw new Error(`the first argument must be init or copy, not ${JSON.stringify(command ?? '')}`);
}

function check<T>(schema: z.ZodType<T>, args: string[], options: NonNullable<ParseArgsConfig['options']>): T {
  const { values } = parseArgs({ args, options, strict: true, allowPositionals: false });
  return checkArguments(schema, values);
}
