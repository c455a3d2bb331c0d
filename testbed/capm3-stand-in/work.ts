/** Runs one reconcile per object at a time, a few objects at once, and again when it failed or asked for it. */
import type { Clock } from '../../src/kube/clock.ts';
import type { Outcome } from './world.ts';

export interface WorkOptions<T> {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly parallel: number;
  readonly keyOf: (target: T) => string;
  readonly handle: (target: T) => Promise<Outcome>;
  readonly failed: (target: T, error: unknown) => void;
}

const firstBackoffMs = 100;
const longestBackoffMs = 10_000;

/** Gives the function that asks for a reconcile; asking twice before it runs is asking once. */
export function startWork<T>(options: WorkOptions<T>): (target: T) => void {
  const { clock, signal, parallel, keyOf, handle, failed } = options;
  const waiting = new Map<string, T>();
  const running = new Set<string>();
  const failures = new Map<string, number>();

  const later = async (target: T, ms: number): Promise<void> => {
    try {
      await clock.sleep(ms, signal);
    } catch {
      return;
    }
    ask(target);
  };

  const attempt = async (key: string, target: T): Promise<void> => {
    try {
      const outcome = await handle(target);
      failures.delete(key);
      if (outcome !== 'done') void later(target, outcome.againMs);
    } catch (error) {
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      failed(target, error);
      void later(target, Math.min(longestBackoffMs, firstBackoffMs * 2 ** count));
    } finally {
      running.delete(key);
      next();
    }
  };

  const next = (): void => {
    for (const [key, target] of waiting) {
      if (running.size >= parallel || signal.aborted) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      running.add(key);
      void attempt(key, target);
    }
  };

  const ask = (target: T): void => {
    waiting.set(keyOf(target), target);
    next();
  };
  return ask;
}
