/** The promise of watch: a change is shown within a second, and nobody sits before a dead screen for more than five. */
import { describe, expect, it } from 'vitest';
import type { ClusterPivot, PivotStatus } from '../../../src/api/clusterpivot.ts';
import { clusterPivots } from '../../../src/api/resources.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { KubeError } from '../../../src/kube/errors.ts';
import { FakeClock } from '../../kube/fake-clock.ts';
import { FakeCluster } from '../../kube/fake-cluster.ts';
import { copying, pivot, stalled } from '../given-pivot.ts';
import { runLine } from '../test-shell.ts';

const soon = 1000;
const longest = 5000;

const ways = ['on a terminal', 'in lines'] as const;
type Way = (typeof ways)[number];

/** A watch of a pivot on a clock that only the test moves. */
class Watching {
  readonly clock = new FakeClock();
  readonly #born = new Date(this.clock.now()).toISOString();
  readonly #metadata: ClusterPivot['metadata'] = { ...pivot({}).metadata, creationTimestamp: this.#born };
  readonly #pivots = new FakeCluster();
  readonly #shown: { readonly at: number; readonly text: string }[] = [];
  readonly #interruption = new AbortController();
  readonly #run: Promise<unknown>;
  /** Requests hang until whoever asked gives up. */
  frozen: boolean;
  /** Only lists are answered, as to whoever may not watch. */
  readonly #deaf: boolean;
  readonly #end = Promise.withResolvers<void>();

  constructor(way: Way, { status = {}, line = 'watch prod', frozen = false, deaf = false }: Partial<Given> = {}) {
    this.frozen = frozen;
    this.#deaf = deaf;
    this.#pivots.create(this.#asOf(status));
    const show = (text: string) => {
      // A picture that is the same again is no sign of anything.
      if (text !== this.#shown.at(-1)?.text) this.#shown.push({ at: this.clock.monotonic(), text });
    };
    const terminal = { columns: 120, rows: 60, onPicture: (lines: readonly string[]) => show(lines.join('\n')) };
    this.#run = runLine(line, {
      clock: this.clock,
      interruption: this.#interruption.signal,
      connect: () => ({ client: this.#client(), namespace: 'metal3', contexts: [] }),
      onPrint: show,
      ...(way === 'in lines' ? {} : { terminal }),
    });
  }

  change(status: PivotStatus): void {
    const [object] = this.#pivots.objects;
    if (object !== undefined) this.#pivots.replace({ ...object, ...this.#asOf(status, object.metadata) });
  }

  async end(): Promise<void> {
    this.#interruption.abort();
    this.frozen = false;
    this.#end.resolve();
    await this.clock.advance(1000);
    await this.#run;
  }

  /** Milliseconds from `at` until `text` was shown for the first time since. */
  delayOf(text: string, at: number): number {
    const shown = this.#shown.find((one) => one.at >= at && one.text.includes(text));
    return shown === undefined ? Number.POSITIVE_INFINITY : shown.at - at;
  }

  longestSilence(): number {
    const moments = [0, ...this.#shown.map(({ at }) => at), this.clock.monotonic()];
    return Math.max(...moments.slice(1).map((at, index) => at - (moments[index] ?? 0)));
  }

  /** With times of the clock of the test. */
  #asOf(status: PivotStatus, metadata = this.#metadata) {
    const { phase } = status;
    const begun = phase === undefined ? {} : { phases: [{ name: phase, startTime: this.#born }] };
    return { ...pivot({ ...status, ...begun }), metadata };
  }

  #client(): ClusterClient {
    const [pivots, others] = [this.#pivots, new FakeCluster()].map((cluster) =>
      cluster.client(() => this.clock.sleep(40)),
    );
    if (pivots === undefined || others === undefined) throw new Error('there are two');
    const of = ({ plural }: { readonly plural: string }) => (plural === clusterPivots.plural ? pivots : others);
    return {
      ...pivots,
      get: (resource, ref) => others.get(resource, ref),
      list: async (resource, options) => {
        if (this.frozen) await Promise.race([this.#end.promise, givenUp(options?.signal)]);
        return of(resource).list(resource, options);
      },
      watch: (resource, options) => {
        if (this.#deaf) throw new KubeError('may not watch', { kind: 'forbidden', status: 403 });
        return of(resource).watch(resource, options);
      },
    };
  }
}

interface Given {
  readonly status: PivotStatus;
  readonly line: string;
  readonly frozen: boolean;
  readonly deaf: boolean;
}

function givenUp(signal: AbortSignal | undefined): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal?.addEventListener('abort', () => reject(new KubeError('no answer in time', { kind: 'timeout' })));
  return promise;
}

/** Milliseconds from one change to the next: at every place between two frames, a burst, and a long pause. */
const gaps = [
  ...Array.from({ length: 12 }, (_, index) => 1001 + ((index * 377) % 1300)),
  ...Array.from({ length: 25 }, () => 110),
  6000,
  1,
];

/** Now in the phase's words, which are told at once, now in a count, which may wait; in the burst in counts alone. */
function changeTo(index: number): { readonly text: string; readonly status: PivotStatus } {
  if (index % 2 === 0 || index > 12) {
    const progress = { planned: 204, copied: index, deleted: 0, percent: 50 };
    return { text: `${index} of 204 objects`, status: { ...copying, message: 'waiting for copies', progress } };
  }
  const message = `waiting for thing ${index}`;
  return { text: message, status: { ...copying, message } };
}

describe.each(ways)('%s', { timeout: 60_000 }, (way) => {
  it.each([
    ['', {}],
    [' to whoever may not watch, too', { deaf: true }],
  ])('each change is shown within a second%s', async (_, given) => {
    const watching = new Watching(way, { status: copying, ...given });
    const changes: { readonly at: number; readonly text: string }[] = [];
    for (const gap of gaps) {
      await watching.clock.advance(gap);
      const { text, status } = changeTo(changes.length + 1);
      changes.push({ at: watching.clock.monotonic(), text });
      watching.change(status);
    }
    await watching.clock.advance(soon);
    // What the next change replaced at once need not have been seen.
    const delays = changes.map(({ at }, index) =>
      Math.min(...changes.slice(index).map(({ text }) => watching.delayOf(text, at))),
    );
    expect(Math.max(...delays)).toBeLessThan(soon);
    expect(watching.longestSilence()).toBeLessThan(longest);
    await watching.end();
  });

  it.each([
    ['copied, and nothing comes', { status: copying }],
    ['not looked at yet', {}],
    ['stalled', { status: stalled, line: 'watch prod --stalled-for 1h' }],
    ['out of reach from the first moment on', { frozen: true }],
    ['out of reach, and not even its name is known', { frozen: true, line: 'watch' }],
  ])('there is a sign of life of a pivot that is %s', async (_, given) => {
    const watching = new Watching(way, given);
    await watching.clock.advance(20_000);
    expect(watching.longestSilence()).toBeLessThan(longest);
    await watching.end();
  });

  it('an API server that stops to answer is told of in time', async () => {
    const watching = new Watching(way, { status: copying });
    await watching.clock.advance(3300);
    watching.frozen = true;
    await watching.clock.advance(15_000);
    expect(watching.delayOf('https://fake does not answer since', 3300)).toBeLessThan(longest);
    expect(watching.longestSilence()).toBeLessThan(longest);
    await watching.end();
  });
});
