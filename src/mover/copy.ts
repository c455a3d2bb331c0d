/** `clusterctl move` as a copy: how it is called, when it has copied everything, and what its end means. */
import type { MoverResult } from '../api/mover-result.ts';
import type { CopyCommand } from './args.ts';
import { activity, doing, type Heard } from './clusterctl-output.ts';
import { failureText } from './ending-text.ts';
import type { Ending } from './run-clusterctl.ts';

/** Level 5 is the lowest one at which clusterctl says why it tries again. */
export function copyArgv({ fromKubeconfig, toKubeconfig, namespace }: CopyCommand): readonly string[] {
  return [
    'move',
    `--kubeconfig=${fromKubeconfig}`,
    `--to-kubeconfig=${toKubeconfig}`,
    `--namespace=${namespace}`,
    '-v',
    '5',
  ];
}

/** From here on clusterctl can only be refused: each object costs it minutes of tries, and it must not get through one. */
function isCopied({ phase }: Heard): boolean {
  return phase === 'deleting';
}

/** Nothing more is wanted of clusterctl. What is refused for good it would repeat for minutes. */
export function isOver(heard: Heard): boolean {
  return isCopied(heard) || heard.refused !== undefined;
}

export function copyResult(command: CopyCommand, heard: Heard, ending: Ending): MoverResult {
  const failed = (message: string): MoverResult => ({ outcome: 'failed', message });
  if (ending.kind === 'not-started') return failed(failureText('clusterctl move', heard, ending));
  if (isCopied(heard)) return copiedResult(command, heard, ending.code);
  if (heard.refused !== undefined) {
    const message = `clusterctl move is refused for good while ${activity(heard)}: ${heard.refused.reason}`;
    return { ...failed(message), refused: heard.refused };
  }
  if (ending.by === 'stop') return failed(`the mover was asked to stop while clusterctl was ${doing(heard)}`);
  if (ending.by === 'deadline') {
    return failed(
      `clusterctl move was not done after ${command.deadlineSeconds} s; it was ended while ${doing(heard)}`,
    );
  }
  if (ending.by === 'silence') {
    return failed(
      `clusterctl move hung: it said nothing for ${command.silenceSeconds} s, and was ended while ${doing(heard)}`,
    );
  }
  if (ending.code === 0) {
    return failed(`clusterctl move ended without copying: it found nothing to copy in namespace ${command.namespace}`);
  }
  return failed(failureText('clusterctl move', heard, ending));
}

function copiedResult({ namespace }: CopyCommand, heard: Heard, code: number | null): MoverResult {
  // In a namespace without Clusters it goes through all of its phases, and does nothing in any of them.
  if (heard.clusters === 0) {
    return {
      outcome: 'failed',
      message: `clusterctl move found nothing to copy: no Cluster in namespace ${namespace}`,
    };
  }
  if (code === 0) {
    return {
      outcome: 'failed',
      message: 'clusterctl move ran to its end: its account was able to delete objects in the source',
    };
  }
  return {
    outcome: 'copied',
    message: `clusterctl created ${heard.objects} objects in the target, and was ended before it could delete any in the source`,
  };
}
