/** The promise of watch on a real API server: a change is shown within a second, and something is at least every five. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, it, onTestFinished } from 'vitest';
import { clusterPivots } from '../../../src/api/resources.ts';
import { connect } from '../../../src/kube/connect.ts';
import { Reflector } from '../../../src/kube/reflector.ts';
import { exitCodes } from '../../../src/plugin/exit-codes.ts';
import { copying } from '../given-pivot.ts';
import { type OnServer, pluginOnServer } from '../on-server.ts';
import { OwnTime } from '../own-time.ts';

const quietMs = 11_000;

class Watching {
  readonly run: Promise<unknown>;
  readonly #shown: { readonly at: number; readonly text: string }[] = [];

  constructor(server: OnServer, way: 'on a terminal' | 'in lines', time: OwnTime, interruption: AbortSignal) {
    const show = (text: string) => {
      if (text !== this.#shown.at(-1)?.text) this.#shown.push({ at: time.now(), text });
    };
    const terminal = { columns: 120, rows: 60, onPicture: (lines: readonly string[]) => show(lines.join('\n')) };
    this.run = server.type('watch prod', {
      interruption,
      onPrint: show,
      ...(way === 'in lines' ? {} : { terminal }),
    });
  }

  shownAt(text: string): number | undefined {
    return this.#shown.find((one) => one.text.includes(text))?.at;
  }

  longestSilence(from: number, to: number): number {
    const moments = [from, ...this.#shown.map(({ at }) => at).filter((at) => at > from && at < to), to];
    return Math.max(...moments.slice(1).map((at, index) => at - (moments[index] ?? 0)));
  }
}

/** Says when a change had come as far as this process; before, the API server has the time. */
function follow(namespace: string, time: OwnTime) {
  const client = connect(inject('source'));
  const arrivals = new Map<unknown, number>();
  const reflector = new Reflector({
    client,
    resource: clusterPivots,
    select: { namespace },
    onChange: ({ object }) => void arrivals.set((object['status'] as { message?: string }).message, time.now()),
  });
  reflector.start();
  return {
    arrivals,
    stop: async () => {
      await reflector.stop();
      await client.close();
    },
  };
}

it('on a terminal and in lines', { timeout: 180_000 }, async () => {
  const server = await pluginOnServer('signs');
  await server.given('prod', copying);
  const time = new OwnTime();
  const interruption = new AbortController();
  const control = follow(server.namespace, time);
  const watchings = (['on a terminal', 'in lines'] as const).map(
    (way) => new Watching(server, way, time, interruption.signal),
  );
  onTestFinished(async () => {
    interruption.abort();
    await control.stop();
    time.stop();
  });
  const untilShown = (text: string) =>
    expect
      .poll(() => watchings.every((watching) => watching.shownAt(text) !== undefined), { timeout: 60_000 })
      .toBe(true);
  await untilShown('waiting for Job');
  for (let thing = 0; thing < 8; thing += 1) {
    await sleep(270 * thing);
    const message = `waiting for thing ${thing}`;
    await server.pivots.patchStatus('prod', { message });
    await untilShown(message);
    const arrived = control.arrivals.get(message) ?? time.now();
    for (const watching of watchings) expect((watching.shownAt(message) ?? 0) - arrived).toBeLessThan(1000);
  }
  const quietFrom = time.now();
  while (time.now() < quietFrom + quietMs) await sleep(100);
  const quietTo = time.now();
  interruption.abort();
  for (const { run } of watchings) expect(await run).toMatchObject({ code: exitCodes.interrupted });
  for (const watching of watchings) expect(watching.longestSilence(quietFrom, quietTo)).toBeLessThan(5000);
});
