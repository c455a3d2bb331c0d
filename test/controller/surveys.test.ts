/** When are both clusters asked, when once more, and what counts meanwhile? */
import { beforeEach, describe, expect, it } from 'vitest';
import { type SurveyOrder, Surveys } from '../../src/controller/surveys.ts';
import type { ObservedSurvey, Survey } from '../../src/pivot/survey.ts';
import { FakeClock, settle } from '../kube/fake-clock.ts';
import { survey } from '../pivot/given-survey.ts';

const ref = { namespace: 'metal3', name: 'prod' };
const freshForMs = 30_000;

/** One survey that was begun. */
interface Begun {
  readonly fingerprint: string;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
  readonly end: (is?: Partial<Survey>) => Promise<void>;
  readonly fail: (problem: string) => Promise<void>;
}

let clock: FakeClock;
let surveys: Surveys;
let begun: Begun[];

beforeEach(() => {
  clock = new FakeClock();
  surveys = new Surveys(clock);
  begun = [];
});

function order(is: Partial<SurveyOrder> = {}): SurveyOrder {
  const { fingerprint = 'a' } = is;
  return {
    uid: 'u',
    fingerprint,
    notBefore: 0,
    freshForMs: () => freshForMs,
    take: async (progress, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<Survey>();
      begun.push({
        fingerprint,
        signal,
        progress,
        end: async (of = {}) => {
          resolve(survey({ fingerprint, takenAt: clock.now(), ...of }));
          await settle();
        },
        fail: async (problem) => {
          reject(new Error(problem));
          await settle();
        },
      });
      return promise;
    },
    ...is,
  };
}

function look(is?: Partial<SurveyOrder>): ObservedSurvey {
  return surveys.look(ref, order(is));
}

function nth(index: number): Begun {
  const found = begun[index];
  if (found === undefined) throw new Error(`only ${begun.length} surveys were begun`);
  return found;
}

describe('a survey', () => {
  it('is begun by the first look, and tells how far it is until it is there', async () => {
    expect(look()).toEqual({ state: 'running', done: 0, total: 0 });
    nth(0).progress(3, 8);
    expect(look()).toEqual({ state: 'running', done: 3, total: 8 });
    await nth(0).end();
    expect(look()).toMatchObject({ state: 'taken', survey: { fingerprint: 'a' } });
    expect(begun).toHaveLength(1);
  });

  it('counts on while another is taken once it is not fresh any more', async () => {
    look();
    await nth(0).end();
    await clock.advance(freshForMs);
    expect(look()).toMatchObject({ state: 'taken' });
    expect(begun).toHaveLength(1);
    await clock.advance(1);
    const old = look();
    expect(old).toMatchObject({ state: 'taken' });
    expect(begun).toHaveLength(2);
    look();
    expect(begun).toHaveLength(2);
    await nth(1).end();
    expect(look()).toMatchObject({ state: 'taken', survey: { takenAt: clock.now() } });
  });

  it('is stopped when something changed that its answers depend on, and what it says then is no news', async () => {
    look();
    expect(look({ fingerprint: 'b' })).toEqual({ state: 'running', done: 0, total: 0 });
    expect(nth(0).signal.aborted).toBe(true);
    await nth(0).end();
    expect(look({ fingerprint: 'b' })).toMatchObject({ state: 'running' });
    await nth(1).end();
    expect(look({ fingerprint: 'b' })).toMatchObject({ state: 'taken', survey: { fingerprint: 'b' } });
    expect(begun).toHaveLength(2);
  });

  it('that was taken says nothing about what changed since', async () => {
    look();
    await nth(0).end();
    expect(look({ fingerprint: 'b' })).toMatchObject({ state: 'running' });
  });

  it('that was begun too early does not count', async () => {
    look();
    await clock.advance(1000);
    await nth(0).end({ durationMs: 1000 });
    const notBefore = clock.now();
    expect(look({ notBefore: notBefore - 1000 })).toMatchObject({ state: 'taken' });
    expect(look({ notBefore })).toMatchObject({ state: 'running' });
    await nth(1).end();
    expect(look({ notBefore })).toMatchObject({ state: 'taken' });
  });

  it('that was broken off says why, and is tried again after a pause', async () => {
    look();
    await nth(0).fail('no answer');
    expect(look()).toEqual({ state: 'failed', problem: 'no answer' });
    await clock.advance(4999);
    expect(look()).toEqual({ state: 'failed', problem: 'no answer' });
    expect(begun).toHaveLength(1);
    await clock.advance(1);
    expect(look()).toMatchObject({ state: 'running' });
    await nth(1).end();
    expect(look()).toMatchObject({ state: 'taken' });
  });

  it('tells that it has ended, or was broken off by what it asked; not when nobody wants it any more', async () => {
    const told: unknown[] = [];
    surveys.whenEnded((of) => told.push(of));
    expect(surveys.isRunning(ref)).toBe(false);
    look();
    expect(surveys.isRunning(ref)).toBe(true);
    await nth(0).fail('no answer');
    expect(told).toEqual([ref]);
    await clock.advance(5000);
    look();
    await nth(1).end();
    expect(told).toEqual([ref, ref]);
    expect(surveys.isRunning(ref)).toBe(false);
    look({ fingerprint: 'b' });
    surveys.forget(ref);
    expect(surveys.isRunning(ref)).toBe(false);
    await nth(2).end();
    expect(told).toHaveLength(2);
  });

  it('that could not be renewed still counts', async () => {
    look();
    await nth(0).end();
    await clock.advance(freshForMs + 1);
    look();
    await nth(1).fail('no answer');
    expect(look()).toMatchObject({ state: 'taken' });
  });

  it('is forgotten with its ClusterPivot, and is not another one of the same name', async () => {
    look();
    surveys.forget(ref);
    expect(nth(0).signal.aborted).toBe(true);
    look();
    await nth(1).end();
    expect(look({ uid: 'another' })).toMatchObject({ state: 'running' });
    expect(begun).toHaveLength(3);
  });

  it('is stopped with the operator', () => {
    look();
    surveys.stop();
    expect(nth(0).signal.aborted).toBe(true);
  });
});
