/** What happens between two rounds: address changes that the kernel announces, and what others say on the wire. */
import type { Facts } from '../api/probe-report.ts';
import { askForDhcpServers } from './dhcp-discover.ts';
import { addressEvent, monitorArguments, sourceAddress } from './ip-addresses.ts';
import { LineTool } from './line-tool.ts';
import { familyOf, type Settings } from './settings.ts';
import { captureArguments, listeningLine, readWireLine } from './wire.ts';
import { WireMemory } from './wire-memory.ts';

export interface WatchersOptions {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string>>;
  /** Monotonic. */
  readonly nowMs: () => number;
  /** Something about the endpoint's address or the interface changed. */
  readonly onChange: () => void;
}

export class Watchers {
  readonly #options: WatchersOptions;
  readonly #memory: WireMemory;
  readonly #capture: LineTool;
  readonly #monitor: LineTool;
  #events = 0;
  #changes = 0;
  /** Which life of the monitor the count is of: what came and went between two lives was not counted. */
  #countingSince: number | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(options: WatchersOptions) {
    const { settings, env, nowMs, onChange } = options;
    const { subject, discoverSeconds } = settings;
    this.#options = options;
    this.#memory = new WireMemory(discoverSeconds);
    this.#capture = new LineTool({
      command: 'tcpdump',
      args: captureArguments(subject.interface),
      env,
      nowMs,
      listeningLine,
      onLine: (line) => {
        const heard = readWireLine(line);
        if (heard !== undefined) this.#memory.hear(heard, nowMs());
      },
    });
    this.#monitor = new LineTool({
      command: 'ip',
      args: monitorArguments,
      env,
      nowMs,
      onLine: (line) => {
        this.#events += 1;
        const concernsAddress = addressEvent(line, subject.address) !== undefined;
        if (concernsAddress) this.#changes += 1;
        if (concernsAddress || line.includes(` ${subject.interface}`)) onChange();
      },
    });
  }

  start(): void {
    this.#capture.start();
    this.#monitor.start();
  }

  stop(): void {
    this.#capture.stop();
    this.#monitor.stop();
  }

  /** Throws while nobody listens. */
  wire(): NonNullable<Facts['wire']> {
    const since = this.#capture.listeningSince;
    if (since === undefined) throw new Error(this.#capture.problem);
    const now = this.#options.nowMs();
    return { listeningSeconds: Math.floor((now - since) / 1000), ...this.#memory.facts(now) };
  }

  /** Throws while nobody counts. */
  heldChanges(): number {
    const since = this.#monitor.listeningSince;
    if (since === undefined) throw new Error(this.#monitor.problem);
    if (this.#countingSince !== undefined && this.#countingSince !== since) this.#changes += 1;
    this.#countingSince = since;
    return this.#changes;
  }

  /** Differs from an earlier answer unless links and addresses are as they were; undefined while nobody watches. */
  kernelState(): string | undefined {
    const since = this.#monitor.listeningSince;
    return since === undefined ? undefined : `${since} ${this.#events}`;
  }

  /** Asks for DHCP servers when it is time to. A question that cannot be asked is no fact about their answers. */
  async askWhenDue(facts: Facts): Promise<void> {
    const { settings, nowMs } = this.#options;
    const { subject, discoverSeconds } = settings;
    const mac = facts.link?.mac;
    if (discoverSeconds === 0 || mac === undefined || nowMs() - this.#askedAt < discoverSeconds * 1000) return;
    this.#askedAt = nowMs();
    await askForDhcpServers({
      family: familyOf(subject.address),
      interface: subject.interface,
      mac,
      from: sourceAddress(facts, subject.address),
    }).catch(() => false);
  }
}
