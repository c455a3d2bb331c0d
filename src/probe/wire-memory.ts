/** Who was heard on the wire lately. */
import type { Advertisement, DhcpServer } from '../api/probe-report.ts';
import type { Heard } from './wire.ts';

interface Remembered<T> {
  readonly said: T;
  readonly atMs: number;
}

/** keepalived's usual interval is a second, and three missed ones make the backup take over. */
const vrrpMemoryMs = 10_000;
/** More than a report should carry; who is flooded needs no exact list. */
const longestList = 8;

export class WireMemory {
  readonly #vrrp = new Map<string, Remembered<Omit<Advertisement, 'ageSeconds'>>>();
  readonly #dhcp = new Map<string, Remembered<Omit<DhcpServer, 'ageSeconds'>>>();
  readonly #dhcpMemoryMs: number;

  /** DHCP servers speak when they are asked: what they said counts until we have asked twice more. */
  constructor(discoverSeconds: number) {
    this.#dhcpMemoryMs = Math.max(2.5 * discoverSeconds, 20) * 1000;
  }

  hear(heard: Heard, nowMs: number): void {
    if (heard.kind === 'dhcp') {
      const { mac, source } = heard;
      this.#dhcp.set(`${mac} ${source}`, { said: { source, mac }, atMs: nowMs });
      return;
    }
    const { mac, source, routerId, priority } = heard;
    const key = `${mac} ${source} ${routerId}`;
    if (priority === 0) this.#vrrp.delete(key);
    else this.#vrrp.set(key, { said: { source, mac, routerId, priority }, atMs: nowMs });
  }

  facts(nowMs: number): { vrrp: Advertisement[]; dhcp: DhcpServer[] } {
    return { vrrp: recall(this.#vrrp, nowMs, vrrpMemoryMs), dhcp: recall(this.#dhcp, nowMs, this.#dhcpMemoryMs) };
  }
}

function recall<T extends object>(memory: Map<string, Remembered<T>>, nowMs: number, forgetMs: number) {
  for (const [key, { atMs }] of memory) if (nowMs - atMs > forgetMs) memory.delete(key);
  return [...memory]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, longestList)
    .map(([, { said, atMs }]) => ({ ...said, ageSeconds: Math.round((nowMs - atMs) / 1000) }));
}
