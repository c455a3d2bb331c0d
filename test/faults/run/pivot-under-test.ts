/** The ClusterPivot of a run under a test's eyes. */
import { type ClusterPivot, conditionsOf, parseClusterPivot } from '../../../src/api/clusterpivot.ts';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { clusterPivots } from '../../../src/api/resources.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { Reflector } from '../../../src/kube/reflector.ts';
import { objectOf } from '../../controller/minimal-crds.ts';
import { clusterName, namespace } from '../world/names.ts';

const ref = { namespace, name: clusterName };

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
  /**
   * Resolves as soon as a state holds it. Rejects, with how the pivot then is, when nothing has changed for two minutes, or when
   * it has taken twenty in all: how long things take depends on what else the machine does.
   */
  until(what: string, holds: (pivot: ClusterPivot | undefined) => boolean): Promise<void>;
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
    until: async (what, holds) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const giveUp = (why: string) => {
        const { phase, message } = last()?.status ?? {};
        reject(new Error(`not seen: ${what}, ${why}; the pivot is ${phase}: ${message}`));
      };
      const idle = setTimeout(() => giveUp('and nothing has changed for two minutes'), 120_000);
      const late = setTimeout(() => giveUp('for twenty minutes'), 1_200_000);
      const look = () => {
        idle.refresh();
        if (holds(last())) resolve();
      };
      waiting.add(look);
      look();
      try {
        await promise;
      } finally {
        clearTimeout(idle);
        clearTimeout(late);
        waiting.delete(look);
      }
    },
    [Symbol.asyncDispose]: async () => reflector.stop(),
  };
}
