/** Are the probes installed that watch Ironic's endpoint? Whoever removes them gets them back: without them nothing is known. */
import type { Action } from '../action.ts';
import type { Observation } from '../observation.ts';
import { act, met, type Result, violation, wait } from '../result.ts';

export function probesInstalled({ pivot, endpoint }: Observation): Result {
  if (pivot.spec.ironic.endpoint === undefined) return met;
  if (endpoint === undefined) {
    return wait(violation('ProbeNotInstalled', 'waiting for both clusters, to see whether the probes are there'), 1);
  }
  const missing = (['source', 'target'] as const).filter((side) => !endpoint.probes[side]);
  if (missing.length === 0) return met;
  return act(
    missing.map((side): Action => ({ kind: 'installProbe', side })),
    `installing the probes that watch ${pivot.spec.ironic.endpoint.address} in the ${missing.join(' and the ')}`,
  );
}
