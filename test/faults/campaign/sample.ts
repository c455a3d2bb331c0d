/** Which of many points are tried when there is no time for all: evenly spread, from a place that the seed says. */

/** Numbers from 1 to `total`; all of them when `wanted` is as many. */
export function samplePoints(total: number, wanted: number, seed: number): readonly number[] {
  if (wanted >= total) return Array.from({ length: total }, (_, index) => index + 1);
  const step = total / wanted;
  const offset = (seed % 1000) / 1000;
  return Array.from({ length: wanted }, (_, index) => Math.floor((index + offset) * step) + 1);
}
