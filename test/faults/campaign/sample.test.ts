import { describe, expect, it } from 'vitest';
import { farApart, samplePoints } from './sample.ts';

describe('a sample of points', () => {
  it('is all of them when there is time', () => {
    expect(samplePoints(4, 4, 7)).toEqual([1, 2, 3, 4]);
    expect(samplePoints(2, 9, 7)).toEqual([1, 2]);
  });

  it('is spread evenly, from where the seed says', () => {
    expect(samplePoints(100, 4, 0)).toEqual([1, 26, 51, 76]);
    expect(samplePoints(100, 4, 500)).toEqual([13, 38, 63, 88]);
  });

  it('comes by every point, whatever the seeds are', () => {
    const seen = new Set(Array.from({ length: 1000 }, (_, seed) => samplePoints(226, 5, seed)).flat());
    expect([...seen].toSorted((a, b) => a - b)).toEqual(samplePoints(226, 226, 0));
  });
});

describe('points of one run', () => {
  it('are as far apart as can be, and no point is left out', () => {
    expect(farApart([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([
      [1, 4, 7],
      [2, 5],
      [3, 6],
    ]);
    expect(farApart([5, 9], 1)).toEqual([[5], [9]]);
    expect(farApart([5, 9], 4)).toEqual([[5, 9]]);
    expect(farApart([], 4)).toEqual([]);
  });
});
