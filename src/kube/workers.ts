/** Runs work on the keys of a queue with a fixed number of workers; whatever a piece of work throws, they go on. */
import type { WorkQueue } from './workqueue.ts';

/** When to come back to the key although nothing may have happened; absent: only on a change. */
export interface WorkResult {
  readonly requeueAfterMs?: number;
}

export interface WorkersOptions {
  readonly queue: WorkQueue;
  readonly workers: number;
  readonly work: (key: string) => Promise<WorkResult | undefined>;
  /** Told of each failure, before the key is tried again with a growing pause. */
  readonly onError: (error: unknown, key: string) => void;
}

/** Resolves when the queue is shut down and all work in progress has ended. */
export async function runWorkers({ queue, workers, work, onError }: WorkersOptions): Promise<void> {
  const worker = async () => {
    for (let key = await queue.take(); key !== undefined; key = await queue.take()) {
      try {
        const result = await work(key);
        queue.forget(key);
        if (result?.requeueAfterMs !== undefined) queue.addAfter(key, result.requeueAfterMs);
      } catch (error) {
        queue.addRateLimited(key);
        report(onError, error, key);
      } finally {
        queue.done(key);
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

function report(onError: WorkersOptions['onError'], error: unknown, key: string): void {
  try {
    onError(error, key);
  } catch {
    // A reporter that fails must not cost a worker.
  }
}
