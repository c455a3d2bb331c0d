/** The surveys of each pivot: taken beside the reconciles, which only look whether one is there. Kept by this process alone. */
import type { ObjectRef } from '../api/kube-object.ts';
import type { Clock } from '../kube/clock.ts';
import { keyOf } from '../kube/store.ts';
import type { ObservedSurvey, Survey } from '../pivot/survey.ts';

export type Progress = (done: number, total: number) => void;

export interface SurveyOrder {
  readonly uid: string | undefined;
  /** What the answers depend on; a survey with another fingerprint says nothing any more. */
  readonly fingerprint: string;
  /** A survey that was begun before (milliseconds since the epoch) does not count. */
  readonly notBefore: number;
  /** Older ones still count, while another is taken. In milliseconds. */
  readonly freshForMs: (last: Survey) => number;
  readonly take: (progress: Progress, signal: AbortSignal) => Promise<Survey>;
}

interface Kept {
  readonly ref: ObjectRef;
  readonly uid: string | undefined;
  last?: Survey | undefined;
  problem?: string | undefined;
  /** Monotonic milliseconds. */
  takenAt?: number;
  failedAt?: number | undefined;
  running?: Running | undefined;
}

interface Running {
  readonly fingerprint: string;
  readonly stop: AbortController;
  done: number;
  total: number;
}

const retryAfterMs = 5000;

export class Surveys {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();
  #onEnd: (ref: ObjectRef) => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whom to tell when there are answers, or when there will be none. */
  whenEnded(tell: (ref: ObjectRef) => void): void {
    this.#onEnd = tell;
  }

  /** Is one under way? Its end will be told. */
  isRunning(ref: ObjectRef): boolean {
    return this.#kept.get(keyOf(ref))?.running !== undefined;
  }

  /** What is known now; has a survey taken when that is not enough. */
  look(ref: ObjectRef, order: SurveyOrder): ObservedSurvey {
    const kept = this.#of(ref, order.uid);
    const { last } = kept;
    const counts =
      last !== undefined && last.fingerprint === order.fingerprint && last.takenAt - last.durationMs >= order.notBefore;
    const isFresh = counts && this.#clock.monotonic() - (kept.takenAt ?? 0) <= order.freshForMs(last);
    if (!isFresh) this.#begin(kept, order);
    if (counts) return { state: 'taken', survey: last };
    if (kept.running !== undefined) return { state: 'running', done: kept.running.done, total: kept.running.total };
    return { state: 'failed', problem: kept.problem ?? 'unknown' };
  }

  /** The ClusterPivot is gone, or beyond the point where surveys matter. */
  forget(ref: ObjectRef): void {
    const kept = this.#kept.get(keyOf(ref));
    if (kept !== undefined) breakOff(kept);
    this.#kept.delete(keyOf(ref));
  }

  /** Nothing is asked any more. */
  stop(): void {
    for (const kept of this.#kept.values()) breakOff(kept);
    this.#kept.clear();
  }

  #of(ref: ObjectRef, uid: string | undefined): Kept {
    const known = this.#kept.get(keyOf(ref));
    if (known !== undefined && known.uid === uid) return known;
    this.forget(ref);
    const kept: Kept = { ref, uid };
    this.#kept.set(keyOf(ref), kept);
    return kept;
  }

  #begin(kept: Kept, order: SurveyOrder): void {
    if (kept.running?.fingerprint === order.fingerprint) return;
    const pausing = kept.failedAt !== undefined && this.#clock.monotonic() - kept.failedAt < retryAfterMs;
    if (pausing && kept.running === undefined) return;
    breakOff(kept);
    const running = { fingerprint: order.fingerprint, stop: new AbortController(), done: 0, total: 0 };
    kept.running = running;
    void this.#takeAndTell(kept, running, order);
  }

  async #takeAndTell(kept: Kept, running: Running, order: SurveyOrder): Promise<void> {
    await this.#take(kept, running, order);
    // Whatever comes of one that was stopped is no news.
    if (kept.running !== running) return;
    kept.running = undefined;
    this.#onEnd(kept.ref);
  }

  async #take(kept: Kept, running: Running, { take }: SurveyOrder): Promise<void> {
    try {
      const survey = await take((done, total) => Object.assign(running, { done, total }), running.stop.signal);
      const takenAt = this.#clock.monotonic();
      if (kept.running === running)
        Object.assign(kept, { last: survey, takenAt, problem: undefined, failedAt: undefined });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (kept.running === running) Object.assign(kept, { problem, failedAt: this.#clock.monotonic() });
    }
  }
}

function breakOff(kept: Kept): void {
  kept.running?.stop.abort();
  kept.running = undefined;
}
