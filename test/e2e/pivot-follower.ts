/** A ClusterPivot of the testbed under a test's eyes: every state that it was seen in, and waits for the next. */
import { type ClusterPivot, conditionsOf, parseClusterPivot } from '../../src/api/clusterpivot.ts';
import type { Reason } from '../../src/api/conditions.ts';
import { clusterPivots } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import { Reflector } from '../../src/kube/reflector.ts';
import type { TestbedCluster } from '../../testbed/cluster.ts';

export interface PivotFollower extends AsyncDisposable {
  /** How it was last seen; undefined when there is none. */
  last(): ClusterPivot | undefined;
  /** Every phase that was shown, in order. */
  readonly phases: readonly string[];
  /** Resolves as soon as a state holds it. Rejects after `seconds`, with how the pivot then is. */
  until(what: string, holds: (pivot: ClusterPivot | undefined) => boolean, seconds?: number): Promise<void>;
}

export function isTrue(pivot: ClusterPivot | undefined, type: string): boolean {
  return pivot !== undefined && conditionsOf(pivot.status).some((one) => one.type === type && one.status === 'True');
}

/** Follows one ClusterPivot of the source, whether or not it exists already. */
export function followPivot(source: TestbedCluster, namespace: string, name: string): PivotFollower {
  const client = connect({ kubeconfigFile: source.kubeconfigPath });
  const phases: string[] = [];
  const waiting = new Set<() => void>();
  const reflector: Reflector = new Reflector({
    client,
    resource: clusterPivots,
    select: { namespace, fieldSelector: `metadata.name=${name}` },
    onChange: () => {
      const phase = last()?.status.phase;
      if (phase !== undefined && phase !== phases.at(-1)) phases.push(phase);
      for (const look of waiting) look();
    },
  });
  const last = (): ClusterPivot | undefined => {
    const object = reflector.get({ namespace, name });
    const parsed = object === undefined ? undefined : parseClusterPivot(object);
    return parsed?.ok === true ? parsed.pivot : undefined;
  };
  reflector.start();
  return {
    last,
    phases,
    until: async (what, holds, seconds = 300) => {
      await reflector.synced();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const look = () => {
        if (holds(last())) resolve();
      };
      const timer = setTimeout(() => {
        const status = last()?.status;
        reject(new Error(`not seen within ${seconds} s: ${what}; the pivot is ${status?.phase}: ${status?.message}`));
      }, seconds * 1000);
      waiting.add(look);
      look();
      try {
        await promise;
      } finally {
        clearTimeout(timer);
        waiting.delete(look);
      }
    },
    [Symbol.asyncDispose]: async () => {
      await reflector.stop();
      await client.close();
    },
  };
}

/** Resolves with the message, once the pivot says that it waits because of `reason`. */
export async function untilSaid(pivot: PivotFollower, reason: Reason, what: string, seconds = 150): Promise<string> {
  const said = () => conditionsOf(pivot.last()?.status ?? {}).find(({ type }) => type === 'Ready');
  await pivot.until(`${reason}, since ${what}`, () => said()?.reason === reason, seconds);
  return said()?.message ?? '';
}
