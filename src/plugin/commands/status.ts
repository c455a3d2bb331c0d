/** status: how one pivot is now, or a line for each. */
import { Command } from 'commander';
import { type ClusterPivot, conditionsOf, parseClusterPivot } from '../../api/clusterpivot.ts';
import { readyCondition, stalledCondition } from '../../api/conditions.ts';
import type { KubeObject } from '../../api/kube-object.ts';
import { bareMetalHosts } from '../../api/resources.ts';
import { isKubeError } from '../../kube/errors.ts';
import { type Context, runs } from '../context.ts';
import { ageWords } from '../durations.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { outputFlag } from '../flags.ts';
import { json, printedObjects, yaml } from '../printed.ts';
import { print, remark, type Shell } from '../shell.ts';
import { listPivots, pivotNamed, type Source, type SourceFlags, withSource } from '../source.ts';
import { fit, table } from '../text.ts';
import { draw } from '../watch/draw.ts';
import { paceAfter } from '../watch/pace.ts';
import { countOf, sceneOf } from '../watch/scene.ts';

type StatusFlags = SourceFlags & { readonly allNamespaces?: boolean; readonly output?: 'json' | 'yaml' };

export function statusCommand(context: Context): Command {
  return new Command('status')
    .description('show how a pivot is now, or without a name each of them in a line')
    .argument('[name]', 'the ClusterPivot')
    .option('-A, --all-namespaces', 'those of all namespaces')
    .addOption(outputFlag(['json', 'yaml']))
    .action(
      runs<StatusFlags>(context, async (flags, name) =>
        withSource(context, flags, (source) => status(context, source, { flags, name })),
      ),
    );
}

interface Asked {
  readonly flags: StatusFlags;
  readonly name: string | undefined;
}

async function status(shell: Shell, source: Source, { flags, name }: Asked): Promise<ExitCode> {
  const namespace = flags.allNamespaces === true ? undefined : source.namespace;
  const found = name === undefined ? await listPivots(source, namespace) : [await pivotNamed(source, name)];
  if (flags.output !== undefined) {
    const value = printedObjects(found, name !== undefined);
    print(shell, flags.output === 'json' ? json(value) : yaml(value));
  } else if (name === undefined) {
    printTable(shell, found, namespace);
  } else {
    for (const pivot of found) print(shell, ...(await picture(shell, source, pivot as ClusterPivot)));
  }
  return exitCodes.done;
}

function printTable(shell: Shell, found: readonly KubeObject[], namespace: string | undefined): void {
  const { out, clock } = shell;
  if (found.length === 0) {
    remark(
      shell,
      namespace === undefined
        ? 'there is no ClusterPivot'
        : `there is no ClusterPivot in namespace ${namespace}; -A shows those of all`,
    );
    return;
  }
  const head = ['NAMESPACE', 'NAME', 'CLUSTER', 'PHASE', 'OBJECTS', 'HOSTS', 'STATE', 'AGE', 'MESSAGE'];
  const rows = table([head, ...found.map((object) => rowOf(object, clock.now()))]);
  // A message may be longer than any screen; where nobody looks at one it is kept whole.
  print(shell, ...rows.map((row) => (out.isTerminal ? fit(row, out.columns) : row)));
}

function rowOf(object: KubeObject, now: number): readonly string[] {
  const { namespace = '', name, creationTimestamp } = object.metadata;
  const age = creationTimestamp === undefined ? '' : ageWords((now - Date.parse(creationTimestamp)) / 1000);
  const parsed = parseClusterPivot(object);
  if (!parsed.ok) return [namespace, name, '', '', '', '', 'NotUnderstood', age, parsed.problem];
  const { spec, status } = parsed.pivot;
  const { progress, hosts } = status;
  return [
    namespace,
    name,
    spec.clusterName,
    status.phase ?? '',
    progress === undefined ? '' : `${progress.copied}/${progress.planned}`,
    hosts === undefined ? '' : `${hosts.ready}/${hosts.total}`,
    stateOf(parsed.pivot),
    age,
    (status.message ?? '').split('\n')[0] ?? '',
  ];
}

/** In a word: Ready, Stalled, or the reason why it is neither. */
function stateOf({ status }: ClusterPivot): string {
  const find = (type: string) => conditionsOf(status).find((condition) => condition.type === type);
  if (find(readyCondition)?.status === 'True') return 'Ready';
  if (find(stalledCondition)?.status === 'True') return `Stalled: ${find(stalledCondition)?.reason}`;
  return find(readyCondition)?.reason ?? '';
}

async function picture({ out, clock }: Shell, source: Source, pivot: ClusterPivot): Promise<readonly string[]> {
  const now = clock.now();
  const hosts = { source: await hostsOf(source, pivot), target: undefined };
  const scene = sceneOf(pivot, { now, hosts, pace: paceAfter(undefined, countOf(pivot), now), notes: [] });
  return draw(scene, { columns: out.isTerminal ? out.columns : 120, colours: out.colours, frame: 0 });
}

/** Whoever may see ClusterPivots need not see hosts. */
async function hostsOf({ client }: Source, { metadata: { namespace = '' } }: ClusterPivot) {
  try {
    return (await client.list(bareMetalHosts, { namespace })).items;
  } catch (error) {
    if (isKubeError(error, 'forbidden') || isKubeError(error, 'notFound')) return undefined;
    throw error;
  }
}
