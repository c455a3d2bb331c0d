/** Where an axis of time has its marks, and what they say: round times in UTC, as far apart as their words are wide. */
import type { Span } from './look.ts';
import { widthOf } from './svg.ts';

const day = 86_400;
const round = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, day];

/** The first round time that is at least so long. */
export function roundSeconds(least: number): number {
  return round.find((step) => step >= least) ?? day * Math.ceil(least / day);
}

export function clockTime(seconds: number, step: number): string {
  const text = new Date(seconds * 1000).toISOString();
  if (step >= day) return text.slice(5, 10);
  return step % 60 === 0 ? text.slice(11, 16) : text.slice(11, 19);
}

interface Marks {
  readonly step: number;
  /** In seconds since 1970. */
  readonly marks: number[];
}

export function timeMarks({ from, to }: Pick<Span, 'from' | 'to'>, width: number): Marks {
  const perPixel = (to - from) / width;
  const apart = (step: number) => (widthOf(clockTime(0, step)) + 20) * perPixel;
  const short = roundSeconds(apart(60));
  const step = short % 60 === 0 ? short : roundSeconds(apart(1));
  const first = Math.ceil(from / step);
  const marks = Array.from({ length: Math.floor(to / step) - first + 1 }, (_, index) => (first + index) * step);
  return { step, marks };
}
