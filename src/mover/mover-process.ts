/** The mover as a process: its arguments, its signals, its standard output and its exit code. */
import { systemClock } from './clock.ts';
import { type MoverPlaces, runMover } from './mover.ts';

export async function moverProcess(places: MoverPlaces): Promise<void> {
  const stop = new AbortController();
  // Not once: a second signal would end the mover before it has left its result.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());
  process.exitCode = await runMover({
    places,
    argv: process.argv.slice(2),
    path: process.env['PATH'],
    stop: stop.signal,
    clock: systemClock,
    print: (line) => process.stdout.write(`${line}\n`),
  });
}
