/** Is there a node in the target that the Pods of its providers may run on? */
import type { KubeObject } from '../../../api/kube-object.ts';
import { describeObject } from '../../graph.ts';
import { violationOf } from '../../result.ts';
import type { Check } from '../check.ts';
import { installsProviders } from './taken.ts';

interface NodeSpec {
  readonly unschedulable?: boolean;
  readonly taints?: readonly { readonly key: string; readonly effect: string }[];
}

export const targetSchedulable: Check = {
  name: 'TargetSchedulable',
  predicate: 'where providers are to be installed, a node of the target takes Pods that tolerate no taint',
  source: 'Cluster API book, clusterctl init: with control plane nodes alone it waits until it gives up',
  severity: 'Warning',
  ask: (observation) => {
    const nodes = observation.target?.nodes ?? [];
    if (!installsProviders(observation) || nodes.length === 0) return undefined;
    const cases = nodes.map((node) => ({ object: describeObject(node), seen: why(node) }));
    if (cases.some(({ seen }) => seen === undefined)) return undefined;
    return violationOf(
      'TargetNotSchedulable',
      cases.map(({ object, seen = '' }) => ({ object, seen })),
      'add a worker, or take the taint off, so that the providers can start',
    );
  },
};

function why(node: KubeObject): string | undefined {
  const { unschedulable, taints = [] } = (node['spec'] ?? {}) as NodeSpec;
  if (unschedulable === true) return 'is unschedulable';
  const taint = taints.find(({ effect }) => effect !== 'PreferNoSchedule');
  return taint === undefined ? undefined : `has the taint ${taint.key}:${taint.effect}`;
}
