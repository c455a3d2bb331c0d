/** The ClusterPivot of a run under a test's eyes. */
import { type ClusterPivot, conditionsOf, parseClusterPivot } from '../../../src/api/clusterpivot.ts';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { clusterPivots } from '../../../src/api/resources.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { Reflector } from '../../../src/kube/reflector.ts';
import { objectOf } from '../../controller/minimal-crds.ts';
import { clusterName, namespace, pivotName } from '../world/names.ts';

const ref = { namespace, name: pivotName };

/** Nobody watches the endpoint, and nothing is waited for longer than a second for the sake of waiting. */
const spec = { clusterName, gates: { steadySeconds: 1, holdSeconds: 1, soakSeconds: 1 } };

/** The object as it is created. */
export async function createPivot(admin: ClusterClient): Promise<KubeObject> {
  return admin.create(clusterPivots, objectOf(clusterPivots, ref, { spec }), { fieldValidation: 'Strict' });
}

export async function deletePivot(admin: ClusterClient): Promise<void> {
  await admin.delete(clusterPivots, ref);
}

export interface PivotFollower extends AsyncDisposable {
  /** How it was last seen; undefined when there is none. */
  last(): ClusterPivot | undefined;
  /** Phases with the moment in which each was first seen, milliseconds since the start. */
  readonly phases: ReadonlyMap<string, number>;
  /** Resolves as soon as a state holds it. Rejects after so many seconds, with how the pivot then is. */
  until(what: string, holds: (pivot: ClusterPivot | undefined) => boolean, seconds: number): Promise<void>;
}

export function isTrue(pivot: ClusterPivot | undefined, type: string): boolean {
  return pivot !== undefined && conditionsOf(pivot.status).some((one) => one.type === type && one.status === 'True');
}

export async function followPivot(admin: ClusterClient): Promise<PivotFollower> {
  const startedAt = performance.now();
  const phases = new Map<string, number>();
  const waiting = new Set<() => void>();
  const last = (): ClusterPivot | undefined => {
    const object = reflector.get(ref);
    const parsed = object === undefined ? undefined : parseClusterPivot(object);
    return parsed?.ok === true ? parsed.pivot : undefined;
  };
  const reflector: Reflector = new Reflector({
    client: admin,
    resource: clusterPivots,
    select: { namespace },
    onChange: () => {
      const phase = last()?.status.phase;
      if (phase !== undefined && !phases.has(phase)) phases.set(phase, performance.now() - startedAt);
      for (const look of waiting) look();
    },
  });
  reflector.start();
  await reflector.synced();
  return {
    last,
    phases,
    until: async (what, holds, seconds) => {
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
    [Symbol.asyncDispose]: async () => reflector.stop(),
  };
}
