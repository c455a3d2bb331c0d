/** recover, from its arguments to its exit code: finds the backup, asks what may be done, does it, and says what is next. */
import { namespaces } from '../api/resources.ts';
import type { Clock } from '../kube/clock.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import {
  type FinishCommand,
  type ListCommand,
  type RecoverCommand,
  type RestoreCommand,
  readArguments,
  usage,
} from './args.ts';
import { type Backup, chooseBackup, pivotOf } from './backup.ts';
import { noteRestored, readBackups } from './backup-store.ts';
import { finish } from './finish.ts';
import { listing } from './listing.ts';
import { permission } from './permission.ts';
import { restore } from './restore.ts';

export interface RecoverOptions {
  readonly argv: readonly string[];
  /** Opens the connection that a kubeconfig file tells, or that of the Pod; throws when there is none. */
  readonly connect: (kubeconfig: string | undefined) => ClusterClient;
  readonly clock: Clock;
  /** Take a line for the human: what was found and done, and what went wrong. */
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** Never rejects. The exit code: 0 done, 1 failed, 2 wrong arguments. */
export async function runRecover(options: RecoverOptions): Promise<number> {
  let command: RecoverCommand;
  try {
    command = readArguments(options.argv);
  } catch (error) {
    options.complain(`${textOf(error)}; recover --help says more`);
    return 2;
  }
  if (command.kind === 'help') {
    options.print(usage);
    return 0;
  }
  try {
    return (await withClient(options, command)) ? 0 : 1;
  } catch (error) {
    options.complain(textOf(error));
    return 1;
  }
}

async function withClient(
  options: RecoverOptions,
  command: ListCommand | RestoreCommand | FinishCommand,
): Promise<boolean> {
  const client = options.connect(command.kubeconfig);
  try {
    const backups = await readBackups(client, command.operatorNamespace);
    if (command.kind !== 'list') return await recover(options, { client, command, backups });
    for (const line of listing(backups)) options.print(line);
    return true;
  } finally {
    await client.close();
  }
}

interface Task {
  readonly client: ClusterClient;
  readonly command: RestoreCommand | FinishCommand;
  readonly backups: readonly Backup[];
}

async function recover({ print, clock }: RecoverOptions, { client, command, backups }: Task): Promise<boolean> {
  const backup = chooseBackup(backups, command.pivot);
  const here = (await client.get(namespaces, { name: 'kube-system' }))?.metadata.uid ?? '';
  const { dryRun, gone } = command;
  const permitted = permission({ what: command.kind, backup, here, gone, dryRun });
  if ('refusal' in permitted) throw new Error(permitted.refusal);
  const task = { client, inventory: permitted.inventory, namespace: backup.pivot.namespace, dryRun, print };
  if (command.kind === 'finish') return finish({ ...task, clock, timeoutSeconds: command.timeoutSeconds });
  const isWhole = await restore(task);
  if (dryRun) return true;
  if (!isWhole) {
    print('not every object is there; run restore again once that is mended');
    return false;
  }
  await noteRestored(client, command.operatorNamespace, backup);
  const flags = [...gone].map((side) => ` --${side}-is-gone`).join('');
  print('every object is there, and what was created is paused');
  print(`next: start Ironic and the Bare Metal Operator here, then recover finish --pivot ${pivotOf(backup)}${flags}`);
  return true;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
