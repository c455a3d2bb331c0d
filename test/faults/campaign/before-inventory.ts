/** clusterctl is killed when it has paused the Cluster and its ClusterClass, and nothing tells yet what they belong to. */
import type { Script } from '../run/fault-plan.ts';
import { className, namespace, spareHost } from '../world/names.ts';
import type { Point } from './point.ts';
import { isWanted } from './settings.ts';

/** One point. The operator cannot pause the spare host meanwhile, which comes before the inventory. */
export function beforeInventory({ writes }: Script): readonly Point[] {
  const classPaused = { write: `patch clusterclasses ${namespace}/${className} in the source` };
  const hostPaused = { write: `patch baremetalhosts ${namespace}/${spareHost} in the source` };
  const kill = { kind: 'unanswered', ending: { kind: 'kill' } } as const;
  const refusal = { kind: 'unheard', ending: { kind: 'status', status: 500 } } as const;
  const plan = [
    { client: 'clusterctl', on: classPaused, nth: 1, fault: kill },
    { client: 'operator', on: hostPaused, nth: 1, times: 4, fault: refusal },
  ] as const;
  for (const { client, on } of plan) {
    if (!writes[client].includes(on.write)) throw new Error(`a run without faults does not ${on.write}`);
  }
  const point: Point = { name: 'before-the-inventory', ends: ['completed'], run: { plan } };
  return [point].filter(({ name }) => isWanted(name));
}
