/** clusterctl is killed when it has paused the Cluster and its ClusterClass, and nothing tells yet what they belong to. */
import type { Script } from '../run/fault-plan.ts';
import { className, namespace, spareHost } from '../world/names.ts';
import type { Point } from './point.ts';
import { isWanted } from './settings.ts';

/** One point. The operator cannot pause the spare host meanwhile, which comes before the inventory. */
export function beforeInventory({ writes }: Script): readonly Point[] {
  const classPaused = numberOf(`patch clusterclasses ${namespace}/${className} in the source`, writes.clusterctl);
  const hostPaused = numberOf(`patch baremetalhosts ${namespace}/${spareHost} in the source`, writes.operator);
  const kill = { kind: 'unanswered', ending: { kind: 'kill' } } as const;
  const refusal = { kind: 'unheard', ending: { kind: 'status', status: 500 } } as const;
  const plan: Point['run']['plan'] = [
    { client: 'clusterctl', on: 'write', nth: classPaused, fault: kill },
    // How many status writes come before it varies by one or two.
    { client: 'operator', on: 'write', nth: hostPaused - 2, times: 6, fault: refusal },
  ];
  const point: Point = { name: 'before-the-inventory', ends: ['completed'], run: { plan } };
  return [point].filter(({ name }) => isWanted(name));
}

function numberOf(write: string, writes: readonly string[]): number {
  const index = writes.indexOf(write);
  if (index === -1) throw new Error(`a run without faults does not: ${write}`);
  return index + 1;
}
