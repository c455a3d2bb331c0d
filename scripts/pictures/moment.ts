/** Moments as people write them on a command line. */
import { parseDuration } from '../../src/plugin/durations.ts';

/** In whole seconds since 1970. `now-20m` is so long before `now`. */
export function moment(written: string, now: number): number {
  const relative = /^now(?:-(.+))?$/.exec(written);
  const back = relative === null ? undefined : parseDuration(relative[1] ?? '0');
  if (back !== undefined) return Math.floor(now - back / 1000);
  const seconds = /^\d+$/.test(written) ? Number(written) : Date.parse(written) / 1000;
  if (!Number.isFinite(seconds)) throw new Error(`${written} is no time: 2026-01-02T03:04:05Z, or now-20m`);
  return Math.floor(seconds);
}
