import { describe, expect, it } from 'vitest';
import { type MoverResult, moverResultText, parseMoverResult } from '../../src/api/mover-result.ts';

const refused: MoverResult = {
  outcome: 'failed',
  message: 'clusterctl move is refused',
  refused: { object: 'Machine metal3/worker-0', reason: 'machines is forbidden' },
};

describe('moverResultText', () => {
  it.each<MoverResult>([{ outcome: 'copied', message: 'clusterctl created 3 objects' }, refused])(
    'is read again as it was: %o',
    (result) => {
      expect(parseMoverResult(moverResultText(result))).toEqual(result);
    },
  );

  it.each([
    ['plain words', 'x'],
    ['words of many bytes', '€'],
    ['characters that JSON writes as six', '\u0001'],
  ])('never is longer than the kubelet keeps, and keeps as much as fits: %s', (_, character) => {
    const long = character.repeat(10_000);
    const text = moverResultText({ ...refused, message: long, refused: { object: 'Machine metal3/a', reason: long } });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
    expect(Buffer.byteLength(text)).toBeGreaterThan(3000);
    const result = parseMoverResult(text);
    expect(result?.refused?.object).toBe('Machine metal3/a');
    expect(result?.message).toMatch(/…$/);
    expect(result?.refused?.reason).toMatch(/…$/);
  });
});

describe('parseMoverResult', () => {
  it.each(['', 'OOMKilled', '{}', '{"outcome":"failed"}', '{"outcome":"moved","message":"x"}'])(
    'takes for no result: %s',
    (text) => {
      expect(parseMoverResult(text)).toBeUndefined();
    },
  );
});
