/** Does an API server answer each of many small requests, how quickly, and what time is it there? */
import type { Clock } from '../../kube/clock.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import { isKubeError, isTransient } from '../../kube/errors.ts';
import type { ServerFacts } from '../../pivot/survey.ts';
import type { Asker } from './asker.ts';

/** As Metal3 looks before it pivots: each API server answers for five seconds (metal3-dev-env, move.yaml). */
export interface Soak {
  readonly requests: number;
  readonly spacingMs: number;
}

export const usualSoak: Soak = { requests: 50, spacingMs: 100 };

type Stability = Pick<ServerFacts, 'requests' | 'failures' | 'latencyMs' | 'clockAheadMs'>;

/** How far ahead the server's clock is at the least and at the most. */
interface Bounds {
  readonly least: number;
  readonly most: number;
}

export async function readStability(
  client: ClusterClient,
  { clock, soak }: { readonly clock: Clock; readonly soak: Soak },
  { askAtOnce, signal }: Asker,
): Promise<Stability> {
  const failures: string[] = [];
  const times: number[] = [];
  let bounds: Bounds | undefined = { least: -Infinity, most: Infinity };
  for (let sent = 0; sent < soak.requests; sent += 1) {
    await clock.sleep(soak.spacingMs, signal);
    await askAtOnce(async () => {
      const before = clock.now();
      try {
        const { tookMs, serverTime } = await client.ping(signal);
        times.push(tookMs);
        if (serverTime !== undefined) bounds = narrowed(bounds, { before, after: clock.now(), serverTime });
      } catch (error) {
        if (signal.aborted || !isKubeError(error)) throw error;
        // That it may not tell is an answer, too.
        if (isTransient(error)) failures.push(error.message);
      }
    });
  }
  times.sort((a, b) => a - b);
  return {
    requests: soak.requests,
    failures,
    latencyMs: times[Math.floor(times.length / 2)] ?? 0,
    clockAheadMs: bounds === undefined || bounds.least === -Infinity ? undefined : nearestToZero(bounds),
  };
}

interface Reading {
  readonly before: number;
  readonly after: number;
  /** In whole seconds, cut off: the true time is up to a second later. */
  readonly serverTime: number;
}

/** undefined: the readings contradict each other, since one of the clocks was set meanwhile. */
function narrowed(bounds: Bounds | undefined, { before, after, serverTime }: Reading): Bounds | undefined {
  if (bounds === undefined) return undefined;
  const least = Math.max(bounds.least, serverTime - after);
  const most = Math.min(bounds.most, serverTime + 1000 - before);
  return least <= most ? { least, most } : undefined;
}

/** No more than is proven. */
function nearestToZero({ least, most }: Bounds): number {
  if (least > 0) return least;
  return most < 0 ? most : 0;
}
