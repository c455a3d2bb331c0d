/** How long a pivot took, with and without the times that it was told to wait. */
import type { PhaseTimes } from '../../src/api/clusterpivot.ts';
import { usualSoak } from '../../src/controller/survey/stability.ts';

export interface Gates {
  readonly steadySeconds: number;
  readonly holdSeconds: number;
  readonly soakSeconds: number;
}

export interface Timing {
  /** From the first command until the last host was back in the target. */
  readonly pivotSeconds: number;
  /** The same without what the gates made it wait. */
  readonly withoutGatesSeconds: number;
  /** From the first command until everything was over, soaking included. */
  readonly totalSeconds: number;
}

function lasted(phases: readonly PhaseTimes[], name: string): number {
  const times = phases.find((entry) => entry.name === name);
  if (times?.endTime === undefined) return 0;
  return (Date.parse(times.endTime) - Date.parse(times.startTime)) / 1000;
}

/** For so long Preflight watches whether both API servers are stable. */
const stableSeconds = (usualSoak.requests * usualSoak.spacingMs) / 1000;

/** A gate cost no more than its phase lasted, and no more than it was set to: what else the phase did is work. */
export function gateSeconds(phases: readonly PhaseTimes[], gates: Gates & { readonly releaseSeconds: number }): number {
  return (
    Math.min(stableSeconds, lasted(phases, 'Preflight')) +
    Math.min(gates.steadySeconds, lasted(phases, 'Quiescing')) +
    Math.min(gates.holdSeconds + gates.releaseSeconds, lasted(phases, 'HandingOver'))
  );
}

/** Times in milliseconds since the epoch. */
export function timing(
  {
    startedAt,
    allBackAt,
    endedAt,
  }: { readonly startedAt: number; readonly allBackAt: number; readonly endedAt: number },
  waitedSeconds: number,
): Timing {
  const pivotSeconds = (allBackAt - startedAt) / 1000;
  return {
    pivotSeconds,
    withoutGatesSeconds: pivotSeconds - waitedSeconds,
    totalSeconds: (endedAt - startedAt) / 1000,
  };
}

/** Two lines for people. */
export function timingLines({ pivotSeconds, withoutGatesSeconds, totalSeconds }: Timing): readonly string[] {
  const text = (seconds: number) => `${seconds.toFixed(1)} s`;
  return [
    `Time until every host was back in the target: ${text(pivotSeconds)} (with watching it afterwards: ${text(totalSeconds)})`,
    `Time of that without the waits of its gates:   ${text(withoutGatesSeconds)}`,
  ];
}
