/**
 * When a failed request is sent again: reads on anything that may pass, writes only if the first try did nothing, dry runs
 * unless the server answered, since a webhook that fails would be asked over and over.
 */
import type { Clock, Random } from './clock.ts';
import { isConnectionRefused, isKubeError, isTransient } from './errors.ts';

export interface RetryPolicy {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
}

const tries = 4;
/** No new try starts later than this after the first one did. */
const patienceMs = 20_000;

type Effect = 'read' | 'write' | 'dryRun';

function mayRetry(error: unknown, effect: Effect): boolean {
  if (effect === 'read') return isTransient(error);
  if (effect === 'dryRun' && isKubeError(error, 'network')) return true;
  return isKubeError(error, 'tooMany') || isConnectionRefused(error);
}

/** 200, 600, 1800 ms less up to a half; or what the server asked for. */
function pauseMs(error: unknown, attempt: number, random: Random): number {
  const asked = isKubeError(error) ? error.retryAfterSeconds : undefined;
  return asked === undefined ? 200 * 3 ** (attempt - 1) * (1 - random() / 2) : asked * 1000;
}

/** Rejects with the error of the last try. */
export async function withRetry<T>(policy: RetryPolicy, effect: Effect, attempt: () => Promise<T>): Promise<T> {
  const { clock, random, signal } = policy;
  const started = clock.monotonic();
  for (let done = 1; ; done += 1) {
    try {
      return await attempt();
    } catch (error) {
      const pause = pauseMs(error, done, random);
      const late = clock.monotonic() - started + pause > patienceMs;
      if (done >= tries || late || signal?.aborted === true || !mayRetry(error, effect)) throw error;
      // An abort during the pause leaves the error that is known.
      await clock.sleep(pause, signal).catch(() => Promise.reject(error));
    }
  }
}
