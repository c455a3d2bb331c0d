/** The program that stands behind a Pod's containers while it runs. */
import type { Exit } from '../../env/child-process.ts';

export interface RunningProgram {
  /** Resolves when it can do its work; never for one that ends before. */
  readonly ready: Promise<void>;
  /** Resolves when it is gone, with what it left as its termination message. */
  readonly ended: Promise<{ readonly exit: Exit; readonly message?: string }>;
  /** SIGTERM, then SIGKILL; resolves when it is gone. */
  stop(): Promise<void>;
  /** SIGKILL, to it and to what it has started; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Does nothing until it is told to end. */
export function idleProgram(): RunningProgram {
  const { promise: ended, resolve } = Promise.withResolvers<{ exit: Exit }>();
  return {
    ready: Promise.resolve(),
    ended,
    stop: async () => resolve({ exit: { code: 0, signal: null } }),
    kill: async () => resolve({ exit: { code: null, signal: 'SIGKILL' } }),
  };
}
