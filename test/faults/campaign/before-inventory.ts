/** clusterctl is killed when it has paused the Cluster and its ClusterClass, and nothing tells yet what they belong to. */
import type { Script } from '../run/fault-plan.ts';
import type { Point } from './point.ts';

/** The operator cannot pause the spare host meanwhile, which comes before the inventory. */
export function beforeInventory({ writes }: Script): Point {
  const classPaused = numberOf('patch clusterclasses metal3/bare-metal in the source', writes.clusterctl);
  const hostPaused = numberOf('patch baremetalhosts metal3/host-3 in the source', writes.operator);
  const kill = { kind: 'unanswered', ending: { kind: 'kill' } } as const;
  const refusal = { kind: 'unheard', ending: { kind: 'status', status: 500 } } as const;
  return {
    name: 'before-the-inventory',
    ends: ['completed'],
    run: {
      plan: [
        { client: 'clusterctl', on: 'write', nth: classPaused, fault: kill },
        // How many status writes come before it varies by one or two.
        { client: 'operator', on: 'write', nth: hostPaused - 2, times: 6, fault: refusal },
      ],
    },
  };
}

function numberOf(write: string, writes: readonly string[]): number {
  const index = writes.indexOf(write);
  if (index === -1) throw new Error(`a run without faults does not: ${write}`);
  return index + 1;
}
