/** Flags that several commands take, named and read as kubectl's are. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from './durations.ts';

/** Milliseconds. */
function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError('must be a duration such as 90s, 10m or 1h30m');
  return ms;
}

/** Of every command; before or after its name. */
export function addSourceFlags(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'kubeconfig of the source; else KUBECONFIG, else ~/.kube/config')
    .option('--context <name>', 'context in it; else the current one')
    .option('-n, --namespace <name>', "namespace of the ClusterPivot; else the context's")
    .option('--operator-namespace <name>', 'where the operator runs', 'clusterpivot-system')
    .option('--request-timeout <duration>', 'for one request, such as 5s; else 30s', duration);
}

export function addTargetFlags(command: Command): Command {
  return command
    .option('--target-kubeconfig <file>', "kubeconfig of the target; else that of the ClusterPivot's Secret")
    .option('--target-context <name>', 'context of the target');
}

export function addWatchFlags(command: Command): Command {
  return addTargetFlags(command)
    .addOption(
      new Option('--timeout <duration>', 'how long to wait; 0: as long as it takes')
        .argParser(duration)
        .default(0, '0'),
    )
    .addOption(
      new Option('--stalled-for <duration>', 'how long it may be stalled before this ends')
        .argParser(duration)
        .default(30_000, '30s'),
    );
}

export function addManifestFlags(command: Command): Command {
  return command
    .option('-f, --filename <file>', 'manifest of the ClusterPivot; - reads standard input')
    .option('--cluster <name>', 'without a manifest: the Cluster that takes over its own management')
    .option('--endpoint <address>', "without a manifest: the address of Ironic's endpoint")
    .option('--interface <name>', 'without a manifest: the interface that holds it')
    .addOption(
      new Option('--approval <policy>', 'without a manifest: whether the plan waits to be approved').choices([
        'Automatic',
        'Manual',
      ]),
    );
}

export function outputFlag(choices: readonly string[]): Option {
  return new Option('-o, --output <format>', 'how it is printed; else for people').choices([...choices]);
}

export const confirmFlag = new Option('-y, --yes', 'do not ask');
