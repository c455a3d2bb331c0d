/** Which of many points are tried when there is no time for all, and which of them in the same run. */

/** Evenly spread, from a place that the seed says. Numbers from 1 to `total`; all of them when `wanted` is as many. */
export function samplePoints(total: number, wanted: number, seed: number): readonly number[] {
  if (wanted >= total) return Array.from({ length: total }, (_, index) => index + 1);
  const step = total / wanted;
  const offset = (seed % 1000) / 1000;
  return Array.from({ length: wanted }, (_, index) => Math.floor((index + offset) * step) + 1);
}

/** In as few groups as hold `most` each, those of a group as far apart from each other as can be. */
export function farApart(points: readonly number[], most: number): readonly (readonly number[])[] {
  const groups = Math.ceil(points.length / most);
  return Array.from({ length: groups }, (_, group) => points.filter((_point, index) => index % groups === group));
}
