/** Deployments at the number of replicas that a goal wants, or what to do and wait for until they are. */
import type { DeploymentRef } from '../../api/names.ts';
import type { Observation, Side, Workload } from '../observation.ts';
import { act, actAgainst, met, type Result, violation, wait } from '../result.ts';
import { workloadNamed } from '../workloads.ts';

export interface Stop {
  readonly side: Side;
  readonly ref: DeploymentRef;
  readonly what: string;
  readonly reason: 'SourceNotFenced' | 'IronicNotStopped';
}

function deployment({ source, target }: Observation, side: Side, ref: DeploymentRef): Workload | undefined {
  return workloadNamed((side === 'source' ? source : target)?.workloads ?? [], ref);
}

/** At 0 replicas, and every Pod gone: a terminating Pod still acts. */
export function stopped(observation: Observation, { side, ref, what, reason }: Stop): Result {
  const { namespace, name } = ref;
  const workload = deployment(observation, side, ref);
  if (workload === undefined) return met;
  if (workload.replicas !== 0) {
    return act(
      [{ kind: 'scale', side, deployment: { namespace, name }, replicas: 0 }],
      `stopping ${what}: scaling Deployment ${namespace}/${name} in the ${side} from ${workload.replicas} to 0`,
    );
  }
  const [pod] = workload.pods;
  if (pod === undefined) return met;
  return wait(
    violation(reason, `Pod ${namespace}/${pod.name} of ${what} still runs in the ${side}; waiting until it is gone`),
    1,
  );
}

/** Scaled to the given replicas, and all of them available. */
export function started(
  observation: Observation,
  side: Side,
  wanted: DeploymentRef & { readonly replicas: number },
  reason: 'IronicNotReady' | 'BareMetalOperatorNotReady' = 'IronicNotReady',
): Result {
  const { namespace, name, replicas } = wanted;
  const workload = deployment(observation, side, wanted);
  const named = `Deployment ${namespace}/${name} in the ${side}`;
  if (workload === undefined) return wait(violation(reason, `${named} does not exist; waiting for it`));
  if (workload.replicas !== replicas) {
    return act(
      [{ kind: 'scale', side, deployment: { namespace, name }, replicas }],
      `scaling ${named} from ${workload.replicas} to ${replicas}`,
    );
  }
  if (workload.available || replicas === 0) return met;
  return wait(violation(reason, `${named} is not available yet; waiting for its ${replicas} replicas`), 1);
}

/** What the fence stopped, and somebody started again, is stopped again at once: alive it is a second writer. */
export function scaledBack(
  observation: Observation,
  fenced: readonly { readonly ref: DeploymentRef; readonly what: string }[],
): Result {
  for (const { ref, what } of fenced) {
    const workload = deployment(observation, 'source', ref);
    if (workload !== undefined && workload.replicas !== 0) {
      const { namespace, name, replicas, scaledBy } = workload;
      const when = scaledBy?.time === undefined ? '' : ` (at ${scaledBy.time})`;
      return actAgainst(
        [{ kind: 'scale', side: 'source', deployment: { namespace, name }, replicas: 0 }],
        violation(
          'ScaledBack',
          `${scaledBy?.manager ?? 'somebody'}${when} scaled Deployment ${namespace}/${name} of ${what} in the source back to ${replicas} after the pivot had stopped it; stopping it again. Stop what does that (a GitOps tool's self-heal, an autoscaler), or it goes on`,
        ),
      );
    }
  }
  return met;
}
