/** Tells people what happens to an object through Events, without flooding the cluster and without ever failing the caller. */
import type { KubeObject, ObjectRef } from '../api/kube-object.ts';
import { events } from '../api/resources.ts';
import { type Clock, systemClock } from './clock.ts';
import type { ClusterClient } from './cluster-client.ts';
import { isNotFound } from './errors.ts';
import { type EventFacts, type EventReporter, eventObject } from './event-text.ts';
import { microTime } from './micro-time.ts';

export interface EventRecorderOptions {
  readonly client: ClusterClient;
  readonly reporter: EventReporter;
  /** Told of what could not be sent; an Event is never worth a failure. */
  readonly onProblem?: (error: unknown) => void;
  readonly clock?: Clock;
}

/** A repeat within this time continues the series of the Event before; a later one is a new Event. */
const seriesMs = 6 * 60_000;
/** client-go's limits, but for each reason: what an object says over and over must not silence what it says once. */
const burst = 25;
const refillMs = 5 * 60_000;
/** Beyond it nothing is queued any more: the API server has been away for long. */
const longestQueue = 200;
const mostRemembered = 1000;

interface Series {
  count: number;
  /** The Event that the count is kept on; undefined until it was created. */
  event: ObjectRef | undefined;
  lastMs: number;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Sends in the order of recording, one after the other. */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #clock: Clock;
  readonly #series = new Map<string, Series>();
  readonly #buckets = new Map<string, Bucket>();
  #sending: Promise<void> = Promise.resolve();
  #queued = 0;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Returns at once and never throws. The same facts again count up the Event that told them first. */
  record(facts: EventFacts): void {
    const series = this.#seriesOf(facts);
    series.count += 1;
    series.lastMs = this.#clock.monotonic();
    if (this.#queued >= longestQueue || !this.#takeToken(facts)) return;
    this.#queued += 1;
    this.#sending = this.#sendAfter(this.#sending, facts, series, this.#clock.now());
  }

  /** Resolves when all that was recorded so far has been sent or given up. */
  async flush(): Promise<void> {
    await this.#sending;
  }

  async #sendAfter(previous: Promise<void>, facts: EventFacts, series: Series, epochMs: number): Promise<void> {
    await previous;
    await this.#send(facts, series, epochMs).catch((error: unknown) => this.#report(error));
    this.#queued -= 1;
  }

  async #send(facts: EventFacts, series: Series, epochMs: number): Promise<void> {
    const { client, reporter } = this.#options;
    if (series.event !== undefined && (await this.#continue(series.event, series.count, epochMs))) return;
    const event = eventObject(facts, reporter, epochMs);
    const { name, namespace = 'default' } = event.metadata;
    await client.create(events, event);
    series.event = { name, namespace };
  }

  /** false when the Event has expired meanwhile, as Events do after an hour. */
  async #continue(event: ObjectRef, count: number, epochMs: number): Promise<boolean> {
    const body = { series: { count, lastObservedTime: microTime(epochMs) } };
    try {
      await this.#options.client.patch(events, event, { type: 'merge', body });
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  #seriesOf({ regarding, type, reason, action, note }: EventFacts): Series {
    const key = JSON.stringify([identityOf(regarding), type, reason, action, note]);
    const known = this.#series.get(key);
    this.#series.delete(key);
    const fresh = known === undefined || this.#clock.monotonic() - known.lastMs > seriesMs;
    const series = fresh ? { count: 0, event: undefined, lastMs: 0 } : known;
    this.#series.set(key, series);
    forgetOldest(this.#series);
    return series;
  }

  #takeToken({ regarding, type, reason }: EventFacts): boolean {
    const key = JSON.stringify([identityOf(regarding), type, reason]);
    const now = this.#clock.monotonic();
    const bucket = this.#buckets.get(key) ?? { tokens: burst, filledAt: now };
    const refilled = Math.floor((now - bucket.filledAt) / refillMs);
    bucket.tokens = Math.min(burst, bucket.tokens + refilled);
    bucket.filledAt += refilled * refillMs;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    forgetOldest(this.#buckets);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #report(error: unknown): void {
    try {
      this.#options.onProblem?.(error);
    } catch {
      // A logger that fails has no place left to say so.
    }
  }
}

function identityOf({ kind, metadata }: KubeObject): string {
  return metadata.uid ?? `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Maps keep the order of insertion, and each use inserts anew. */
function forgetOldest(map: Map<string, unknown>): void {
  if (map.size <= mostRemembered) return;
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}
