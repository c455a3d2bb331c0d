/** The mover as a process: its arguments, its signals, its standard output and its exit code. */
import { systemClock } from './clock.ts';
import { logTo } from './log.ts';
import { type MoverPlaces, runMover } from './mover.ts';

/** How long the last lines may wait for a reader: shorter than a Pod has left once it is asked to stop. */
const longestFarewellMs = 3000;

export async function moverProcess(places: MoverPlaces): Promise<void> {
  const log = logTo(process.stdout);
  const stop = new AbortController();
  // Not once: a second signal would end the mover before it has left its result.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());
  const code = await runMover({
    places,
    argv: process.argv.slice(2),
    path: process.env['PATH'],
    stop: stop.signal,
    clock: systemClock,
    print: log.print,
  });
  // The kubelet takes the result once the process is gone, which lines that nobody reads would keep alive for ever.
  systemClock.after(longestFarewellMs, () => process.exit(code));
  await log.taken();
  process.exit(code);
}
