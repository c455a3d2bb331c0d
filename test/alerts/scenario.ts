/** What a scenario of the alerts is: how series go, and which alerts that leads to, minute by minute. */

/** For so many minutes a value; `step` is added with each scrape. `gone`: the series is there no more, as after a scrape that failed. */
export type Stretch = readonly [minutes: number, value: number | 'gone', step?: number];

export interface Firing {
  readonly severity: 'critical' | 'warning' | 'info';
  readonly labels?: Readonly<Record<string, string>>;
  readonly description: string;
}

export interface Scenario {
  readonly alert: string;
  /** Completes "it …". */
  readonly what: string;
  readonly series: Readonly<Record<string, readonly Stretch[]>>;
  /** Minute → what fires then: nothing where the list is empty. */
  readonly fires: Readonly<Record<number, readonly Firing[]>>;
}

export const secondsPerScrape = 30;

/** In the notation of promtool. */
export function notation(stretches: readonly Stretch[]): string {
  return stretches.map(stretchNotation).join(' ');
}

function stretchNotation([minutes, value, step = 0]: Stretch): string {
  const samples = (minutes * 60) / secondsPerScrape;
  if (value !== 'gone') return `${value}${step < 0 ? '' : '+'}${step}x${samples - 1}`;
  return samples === 1 ? 'stale' : `stale _x${samples - 1}`;
}

/** What names the pivot of nearly all scenarios. */
export const pivot = { namespace: 'metal3', name: 'prod' };
export const ofPivot = 'namespace="metal3", name="prod"';

export function condition(type: string, status: string, reason: string): string {
  return `clusterpivot_condition{${ofPivot}, condition="${type}", status="${status}", reason="${reason}"}`;
}

export function phase(name: string): string {
  return `clusterpivot_phase{${ofPivot}, phase="${name}"}`;
}
