/** Values in the units of Grafana that the dashboard has, and the steps of axes with them. */
import { roundSeconds } from './time-marks.ts';

interface Scale {
  /** From which value on it is used. */
  readonly from: number;
  readonly divisor: number;
  readonly suffix: string;
}

const count: readonly Scale[] = [
  { from: 0, divisor: 1, suffix: '' },
  { from: 1e3, divisor: 1e3, suffix: ' K' },
  { from: 1e6, divisor: 1e6, suffix: ' Mil' },
];

const scales: Readonly<Record<string, readonly Scale[]>> = {
  short: count,
  ops: count.map((scale) => ({ ...scale, suffix: `${scale.suffix} ops/s` })),
  reqps: count.map((scale) => ({ ...scale, suffix: `${scale.suffix} req/s` })),
  bytes: ['B', 'KiB', 'MiB', 'GiB', 'TiB'].map((suffix, index) => ({
    from: index === 0 ? 0 : 1024 ** index,
    divisor: 1024 ** index,
    suffix: ` ${suffix}`,
  })),
  s: [
    { from: 0, divisor: 1e-6, suffix: ' µs' },
    { from: 1e-3, divisor: 1e-3, suffix: ' ms' },
    { from: 1, divisor: 1, suffix: ' s' },
    { from: 60, divisor: 60, suffix: ' min' },
    { from: 3600, divisor: 3600, suffix: ' h' },
    { from: 86_400, divisor: 86_400, suffix: ' d' },
  ],
};

/** Three digits of it. Throws on a unit that it does not know. */
export function inUnit(unit: string, value: number): string {
  const known = scales[unit];
  if (known === undefined) throw new Error(`no words are known for unit ${unit}`);
  if (value === 0) return unit === 's' ? '0 s' : `0${known[0]?.suffix ?? ''}`;
  const { divisor, suffix } = known.findLast(({ from }) => Math.abs(value) >= from) ?? { divisor: 1, suffix: '' };
  return `${Number((value / divisor).toPrecision(3))}${suffix}`;
}

/** Between the lines of an axis from 0 to `most`: a round one in the unit, and about four of them. */
export function axisStep(unit: string, most: number): number {
  const least = most / 4;
  if (unit === 'bytes') return 2 ** Math.ceil(Math.log2(least));
  if (unit === 's' && least > 1) return roundSeconds(least);
  const power = 10 ** Math.floor(Math.log10(least));
  return Number((([1, 2, 5].find((step) => step * power >= least) ?? 10) * power).toPrecision(6));
}
