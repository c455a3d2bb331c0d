/** The probe at work: look, number, publish, and leave a note for the kubelet, each interval and at each change at once. */
import type { Facts, ProbeReport } from '../api/probe-report.ts';
import type { Clock } from '../kube/clock.ts';
import { contradictions } from './judge.ts';
import { buildReport, notNumbered, number } from './numbering.ts';
import type { Settings } from './settings.ts';
import type { ProbeState } from './state-file.ts';

export interface ProbeOptions {
  readonly settings: Settings;
  readonly node: string;
  readonly incarnation: string;
  readonly clock: Clock;
  readonly sample: () => Promise<Facts>;
  /** Told of each round's facts once they are published. */
  readonly onFacts: (facts: Facts) => Promise<void>;
  readonly publish: (report: ProbeReport) => Promise<void>;
  readonly note: (state: ProbeState) => void;
  /** Seconds since the machine started. */
  readonly uptime: () => number;
  /** Problems as they come and go. */
  readonly log: (message: string) => void;
}

/** A moment to let what changed settle, and a bound to how often a flapping address is looked at. */
const settleMs = 250;

export class Probe {
  readonly #options: ProbeOptions;
  readonly #stopping = new AbortController();
  #numbering = notNumbered;
  #publishedAt: number | undefined;
  #wake: AbortController | undefined;
  #woken = false;
  #said = '';

  constructor(options: ProbeOptions) {
    this.#options = options;
  }

  /** Something changed: don't wait for the next round. */
  wake(): void {
    this.#woken = true;
    this.#wake?.abort();
  }

  stop(): void {
    this.#stopping.abort();
    this.#wake?.abort();
  }

  /** Resolves after `stop`. Never rejects: whatever fails is tried again in the next round. */
  async run(): Promise<void> {
    const { clock, settings } = this.#options;
    while (!this.#stopping.signal.aborted) {
      const started = clock.monotonic();
      this.#woken = false;
      await this.#round().catch((error: unknown) => this.#say(String(error)));
      await this.#pause(settings.intervalSeconds * 1000 - (clock.monotonic() - started));
    }
  }

  async #pause(ms: number): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stopping;
    await clock.sleep(settleMs, signal).catch(() => undefined);
    if (this.#woken || signal.aborted) return;
    this.#wake = new AbortController();
    await clock.sleep(Math.max(0, ms - settleMs), this.#wake.signal).catch(() => undefined);
    this.#wake = undefined;
    // Woken in mid-sleep: an address is often followed by another, or by its own removal.
    if (this.#woken && !signal.aborted) await clock.sleep(settleMs, signal).catch(() => undefined);
  }

  async #round(): Promise<void> {
    const { settings, node, incarnation, clock, sample, publish, note, uptime, onFacts } = this.#options;
    const { subject, intervalSeconds } = settings;
    const facts = await sample();
    const sampledAt = uptime();
    this.#numbering = number(this.#numbering, facts);
    const report = buildReport(facts, this.#numbering, {
      node,
      incarnation,
      intervalSeconds,
      subject,
      nowMs: clock.now(),
    });
    const complaints = [
      ...Object.entries(facts.problems).map(([name, problem]) => `${name} is not known: ${problem}`),
      ...contradictions(facts, subject),
    ];
    const failure = await publish(report).then(
      () => {
        this.#publishedAt = sampledAt;
        return [];
      },
      (error: unknown) => [error instanceof Error ? error.message : String(error)],
    );
    this.#say([...failure, ...complaints].join('; '));
    note({ intervalSeconds, sampledAt, publishedAt: this.#publishedAt, complaints });
    await onFacts(facts);
  }

  /** The same thing is said once. */
  #say(problems: string): void {
    if (problems === this.#said) return;
    this.#options.log(problems === '' ? 'all facts are known and consistent' : problems);
    this.#said = problems;
  }
}
