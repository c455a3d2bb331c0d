/** Which jumps of the wall clock does a process see, of each pivot, and until when? */
import { beforeEach, describe, expect, it } from 'vitest';
import { ClockJumps } from '../../src/controller/clock-jumps.ts';
import { FakeClock } from '../kube/fake-clock.ts';
import { pivot } from '../pivot/given.ts';

const hour = 3_600_000;
const prod = pivot();

let clock: FakeClock;
let skew: number;
let jumps: ClockJumps;

beforeEach(() => {
  clock = new FakeClock();
  skew = 0;
  jumps = new ClockJumps({
    now: () => clock.now() + skew,
    monotonic: () => clock.monotonic(),
    sleep: async (ms, signal) => clock.sleep(ms, signal),
  });
});

function jumped(of = prod): number {
  return jumps.look(of).jumpedMs;
}

describe('the clock of a pivot', () => {
  it('does not jump as long as both clocks go alike', async () => {
    expect(jumps.look(prod)).toEqual({ now: clock.now(), jumpedMs: 0 });
    await clock.advance(hour);
    expect(jumps.look(prod)).toEqual({ now: clock.now(), jumpedMs: 0 });
  });

  it.each([hour, -hour])('has jumped by %d ms until its times are moved along', async (by) => {
    jumped();
    await clock.advance(5000);
    skew = by;
    expect(jumps.look(prod)).toEqual({ now: clock.now() + by, jumpedMs: by });
    await clock.advance(5000);
    expect(jumped()).toBe(by);
    jumps.settle(prod, { now: 0, jumpedMs: by });
    expect(jumped()).toBe(0);
  });

  it('jumps on while its times are moved along', () => {
    jumped();
    skew = hour;
    const look = jumps.look(prod);
    skew = hour + 5000;
    jumps.settle(prod, look);
    expect(jumped()).toBe(5000);
  });

  it('adds up what is too little for one write', () => {
    jumped();
    skew = 600;
    expect(jumped()).toBe(0);
    skew = 1200;
    expect(jumped()).toBe(1200);
  });

  it('is taken as it is at the first look at each pivot', () => {
    jumped();
    skew = hour;
    expect(jumped(pivot({ metadata: { name: 'dev' } }))).toBe(0);
    expect(jumped(pivot({ metadata: { uid: 'another' } }))).toBe(0);
  });

  it('is forgotten with the pivot', () => {
    jumped();
    skew = hour;
    jumps.forget(prod.metadata);
    expect(jumped()).toBe(0);
  });
});
