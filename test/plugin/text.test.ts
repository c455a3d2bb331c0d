import { describe, expect, it } from 'vitest';
import { ageWords, clockWords, parseDuration } from '../../src/plugin/durations.ts';
import { fit, table, wrap } from '../../src/plugin/text.ts';

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['1.5m', 90_000],
    ['250ms', 250],
    ['0', 0],
    ['30', 30_000],
    ['', undefined],
    ['soon', undefined],
    ['5 s', undefined],
    ['-5s', undefined],
    ['5d', undefined],
  ])('%j is %j ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
  it.each([
    [7.9, '7 s'],
    [67, '1:07'],
    [7509, '2:05:09'],
    [-3, '0 s'],
  ])('of %d s is shown as %s', (seconds, words) => {
    expect(clockWords(seconds)).toBe(words);
  });
  it.each([
    [42, '42s'],
    [420, '7m'],
    [3 * 3600, '3h'],
    [12 * 86_400, '12d'],
  ])('of %d s is an age of %s', (seconds, words) => {
    expect(ageWords(seconds)).toBe(words);
  });
});

describe('text', () => {
  it('is wrapped at spaces, and words that are too long where the line ends', () => {
    expect(wrap('one two three abcdefghijklmnop', 10)).toEqual(['one two', 'three', 'abcdefghij', 'klmnop']);
  });
  it('keeps its own lines, the empty ones too', () => {
    expect(wrap('a\n\nb', 10)).toEqual(['a', '', 'b']);
  });
  it('is cut where it does not fit', () => {
    expect([fit('abcdef', 6), fit('abcdefg', 6), fit('abc', 0)]).toEqual(['abcdef', 'abcde…', '…']);
  });
  it('in columns is as wide as its widest cell', () => {
    expect(
      table([
        ['A', 'B'],
        ['long', ''],
        ['x', 'y'],
      ]),
    ).toEqual(['A      B', 'long', 'x      y']);
  });
});
