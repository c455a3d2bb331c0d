/** How long-running steps tell a person what is going on. */

/** Receives one finished line, without a line break. */
export type Progress = (line: string) => void;

export const silent: Progress = () => undefined;

const heartbeatMilliseconds = 30_000;

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/** A progress that puts the seconds since now in front of every line. */
export function withElapsed(write: (line: string) => void): Progress {
  const start = performance.now();
  return (line) => write(`[${((performance.now() - start) / 1000).toFixed(0).padStart(4)} s] ${line}`);
}

/** Does `work`, saying before how long it usually takes, every half minute that it is still at it, and after how long it took. */
export async function timed<T>(progress: Progress, what: string, usual: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  progress(`${what} (usually ${usual})`);
  const heartbeat = setInterval(() => progress(`${what}: still at it after ${seconds(start)}`), heartbeatMilliseconds);
  try {
    const result = await work();
    progress(`${what}: done in ${seconds(start)}`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}
