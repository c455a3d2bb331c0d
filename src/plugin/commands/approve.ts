/** approve: lets a pivot with `approval: Manual` go on with the very plan that was shown, and with no other. */
import { Command } from 'commander';
import type { ClusterPivot } from '../../api/clusterpivot.ts';
import { refOf } from '../../api/kube-object.ts';
import { clusterPivots } from '../../api/resources.ts';
import { loadPlanDocument } from '../../controller/plan-store.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { nameList } from '../../pivot/name-list.ts';
import { drift } from '../../pivot/plan/drift.ts';
import { renderPlan } from '../../pivot/plan/render.ts';
import { fieldManager } from '../change-spec.ts';
import { confirm } from '../confirm.ts';
import { type Context, runs } from '../context.ts';
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts';
import { confirmFlag } from '../flags.ts';
import { print, remark, type Shell } from '../shell.ts';
import { inWords, pivotNamed, type Source, type SourceFlags, withSource } from '../source.ts';

type ApproveFlags = SourceFlags & { readonly plan?: string; readonly yes?: boolean };

export function approveCommand(context: Context): Command {
  return new Command('approve')
    .description('approve the plan that was shown, unless it has changed since')
    .argument('[name]', 'the ClusterPivot; else the only one of the namespace')
    .option('--plan <hash>', 'the plan that was looked at, as `plan` shows it; it is not asked for then')
    .addOption(confirmFlag)
    .action(
      runs<ApproveFlags>(context, async (flags, name) =>
        withSource(context, flags, (source) => approve(context, source, { flags, name })),
      ),
    );
}

interface Asked {
  readonly flags: ApproveFlags;
  readonly name: string | undefined;
}

async function approve(shell: Shell, source: Source, { flags, name }: Asked): Promise<ExitCode> {
  const pivot = await pivotNamed(source, name);
  const what = inWords(pivot.metadata);
  const hash = pivot.status.plan?.hash;
  if (pivot.status.journal?.startedTime !== undefined) {
    throw new Failure(`${what} began at ${pivot.status.journal.startedTime}: there is nothing left to approve`);
  }
  if (hash === undefined)
    throw new Failure(`${what} has no plan yet: ${pivot.status.message ?? 'the operator has not looked at it yet'}`);
  if (flags.plan !== undefined && flags.plan !== hash) throw await drifted(source.client, pivot, flags.plan);
  if (flags.plan === undefined && flags.yes !== true) {
    print(shell, renderPlan(pivot) ?? '');
    await confirm(shell, `Approve plan ${hash}?`, `approve it with --plan ${hash}`);
  }
  await write(source, pivot, hash);
  print(shell, `${what}: plan ${hash} is approved`);
  if (pivot.spec.approval !== 'Manual') remark(shell, 'spec.approval is Automatic: nothing waits for this');
  const failed = pivot.status.checks?.failed ?? 0;
  if (failed > 0) remark(shell, `${failed} checks fail: it begins once they pass, if the plan is still this one then`);
  return exitCodes.done;
}

/** The API server compares the plan as it stores the approval: what changed since it was shown is refused. */
async function write(source: Source, pivot: ClusterPivot, hash: string): Promise<void> {
  const body = [
    { op: 'test', path: '/metadata/uid', value: pivot.metadata.uid },
    { op: 'test', path: '/status/plan/hash', value: hash },
    { op: 'add', path: '/spec/approvedPlan', value: hash },
  ];
  try {
    await source.client.patch(clusterPivots, refOf(pivot), { type: 'json', body, fieldManager });
  } catch (error) {
    if (!isKubeError(error, 'invalid')) throw error;
    const now = await pivotNamed(source, pivot.metadata.name);
    if (now.status.plan?.hash === hash) throw error;
    throw await drifted(source.client, now, hash);
  }
}

/** As far as both plans are still known, what is different. */
async function drifted(client: ClusterClient, pivot: ClusterPivot, wanted: string): Promise<Failure> {
  const current = pivot.status.plan?.hash ?? '';
  const [then, now] = await Promise.all([wanted, current].map((hash) => loadPlanDocument(client, pivot, hash)));
  const changes = then === undefined || now === undefined ? [] : drift(then, now);
  const since = changes.length === 0 ? '' : ` (since then: ${nameList(changes)})`;
  const again = `kubectl clusterpivot plan ${pivot.metadata.name} -n ${pivot.metadata.namespace}`;
  return new Failure(
    `${inWords(pivot.metadata)}: plan ${wanted} is not the current one, which is ${current}${since}; look at it again: ${again}`,
  );
}
