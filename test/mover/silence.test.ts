import { expect, it } from 'vitest';
import { watchSilence } from '../../src/mover/silence.ts';
import { ManualClock } from './manual-clock.ts';

function watched(seconds: number) {
  const clock = new ManualClock();
  let times = 0;
  const silence = watchSilence(clock, seconds, () => {
    times += 1;
  });
  return { clock, silence, times: () => times };
}

it('waits for as long as it is told, and for at most a tenth more', () => {
  const { clock, times } = watched(100);
  clock.pass(100);
  expect(times()).toBe(0);
  clock.pass(10);
  expect(times()).toBe(1);
});

it('begins anew with each word, in the midst of a part as well', () => {
  const { clock, silence, times } = watched(100);
  clock.pass(99);
  silence.broken();
  clock.pass(100);
  expect(times()).toBe(0);
  clock.pass(10);
  expect(times()).toBe(1);
});

it('does not take a machine that stood still for silence', () => {
  const { clock, silence, times } = watched(100);
  clock.jump(86_400);
  expect(times()).toBe(0);
  silence.broken();
  clock.pass(100);
  expect(times()).toBe(0);
});

it('tells it once, and leaves no timer', () => {
  const { clock, times } = watched(10);
  clock.pass(1000);
  expect([times(), clock.pending]).toEqual([1, 0]);
});

it('hears nothing when it is cancelled', () => {
  const { clock, silence, times } = watched(100);
  clock.pass(50);
  silence.cancel();
  expect(clock.pending).toBe(0);
  clock.pass(1000);
  expect(times()).toBe(0);
});
