/** What a human asks of recover: the arguments as a typed command, checked before anything is read. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { checkArguments, namespace, seconds } from '../api/arguments.ts';
import type { Side } from '../pivot/observation.ts';

interface Place {
  /** undefined: the cluster of the Pod that we run in. */
  readonly kubeconfig: string | undefined;
  /** Where the backups are. */
  readonly operatorNamespace: string;
}

interface Choice extends Place {
  /** `namespace/name` of a ClusterPivot, or the name of a backup; undefined: the only one that there is. */
  readonly pivot: string | undefined;
  /** The clusters of which the human says that they never manage these hosts again. */
  readonly gone: ReadonlySet<Side>;
  /** Say what would be done, and write nothing. */
  readonly dryRun: boolean;
}

export type ListCommand = Place & { readonly kind: 'list' };
export type RestoreCommand = Choice & { readonly kind: 'restore' };
export type FinishCommand = Choice & { readonly kind: 'finish'; readonly timeoutSeconds: number };

export type RecoverCommand = { readonly kind: 'help' } | ListCommand | RestoreCommand | FinishCommand;

export const usage = `usage: recover list|restore|finish [options]

Restores or finishes a pivot whose other cluster is gone for good, from the backup in the operator's namespace.
Exit code: 0 done, 1 failed, 2 wrong arguments.

  list                       says which backups there are
  restore                    creates the objects of a backup that this cluster lacks, all of them paused
  finish                     unpauses what the backup names, and waits until every host is back

  --kubeconfig FILE          of this cluster; without it, that of the Pod
  --operator-namespace NAME  where the backups are: clusterpivot-system unless told
  --pivot NAMESPACE/NAME     the ClusterPivot, or the name of its backup; needed when there are several
  --source-is-gone           the source never manages these hosts again
  --target-is-gone           the same of the target, where the source is restored
  --dry-run                  says what would be done, and writes nothing; no cluster has to be gone for it
  --timeout-seconds N        how long finish waits for the hosts: 1800 unless told
`;

const file = z.string().min(1, 'must not be empty');

const pivot = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$/,
    'must be NAMESPACE/NAME, or the name of a backup',
  );

const place = {
  kubeconfig: file.optional(),
  'operator-namespace': namespace.default('clusterpivot-system'),
};

const choice = {
  ...place,
  pivot: pivot.optional(),
  'source-is-gone': z.boolean().default(false),
  'target-is-gone': z.boolean().default(false),
  'dry-run': z.boolean().default(false),
};

const schemas = {
  list: z.object(place),
  restore: z.object(choice),
  finish: z.object({ ...choice, 'timeout-seconds': seconds.default(1800) }),
};

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const placeOptions = { kubeconfig: text, 'operator-namespace': text };
const choiceOptions = {
  ...placeOptions,
  pivot: text,
  'source-is-gone': flag,
  'target-is-gone': flag,
  'dry-run': flag,
};

/** Throws an Error that names the argument and what it must be. */
export function readArguments(argv: readonly string[]): RecoverCommand {
  const [command = '', ...args] = argv;
  switch (command) {
    case '--help':
    case 'help':
      return { kind: 'help' };
    case 'list':
      return { kind: 'list', ...placeOf(check(schemas.list, args, placeOptions)) };
    case 'restore':
      return { kind: 'restore', ...choiceOf(check(schemas.restore, args, choiceOptions)) };
    case 'finish': {
      const read = check(schemas.finish, args, { ...choiceOptions, 'timeout-seconds': text });
      return { kind: 'finish', ...choiceOf(read), timeoutSeconds: read['timeout-seconds'] };
    }
    default:
      throw new Error(`the first argument must be list, restore or finish, not ${JSON.stringify(command)}`);
  }
}

function placeOf(read: z.infer<typeof schemas.list>): Place {
  return { kubeconfig: read.kubeconfig, operatorNamespace: read['operator-namespace'] };
}

function choiceOf(read: z.infer<typeof schemas.restore>): Choice {
  const sides = ['source', 'target'] as const;
  return {
    ...placeOf(read),
    pivot: read.pivot,
    gone: new Set(sides.filter((side) => read[`${side}-is-gone`])),
    dryRun: read['dry-run'],
  };
}

function check<T>(
  schema: z.ZodType<T>,
  args: string[],
  options: Readonly<Record<string, typeof text | typeof flag>>,
): T {
  const { values } = parseArgs({ args, options, strict: true, allowPositionals: false });
  return checkArguments(schema, values);
}
