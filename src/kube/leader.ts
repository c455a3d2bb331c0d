/** Which of several processes may act: leader election on a Lease, with client-go's rules. */
import type { KubeObject, ObjectRef } from '../api/kube-object.ts';
import { leases } from '../api/resources.ts';
import { type Clock, type Random, systemClock } from './clock.ts';
import type { ClusterClient } from './cluster-client.ts';
import { microTime } from './micro-time.ts';

export interface LeaderElectorOptions {
  readonly client: ClusterClient;
  readonly lease: Required<ObjectRef>;
  /** Unique to this process, not just to this Pod. */
  readonly identity: string;
  /** How identities of processes begin that must have ended before this one began, so that nobody waits for them. */
  readonly predecessors?: string;
  readonly onStartedLeading?: (term: LeaderTerm) => void;
  /** Called as soon as leadership cannot be proven any more: work must stop now. */
  readonly onStoppedLeading?: () => void;
  readonly onProblem?: (error: unknown) => void;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly timing?: LeaderTiming;
}

/** What the others wait before they take over, what the leader allows itself to renew, how often everybody tries. */
export interface LeaderTiming {
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryMs: number;
}

/** Identifies one leadership among all: a later one has more transitions. Written into what must be fenced. */
export interface LeaderTerm {
  readonly transitions: number;
  readonly identity: string;
}

const usualTiming: LeaderTiming = { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryMs: 2_000 };

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

/**
 * Others' clocks are never read: a foreign Lease is expired when it has not changed for its duration while we watched.
 * Our own term counts from when the renewal was sent, so it ends before anybody can see it expired. It is no fence:
 * a write that is under way then still arrives, so writes need preconditions.
 */
export class LeaderElector {
  readonly #options: LeaderElectorOptions;
  readonly #clock: Clock;
  readonly #timing: LeaderTiming;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  /** What the Lease last said, and when (monotonic) we first saw it say so. */
  #observed: { readonly record: string; readonly at: number } | undefined;
  #term: LeaderTerm | undefined;
  /** Monotonic; until then nobody else can have taken over. */
  #leadsUntil = Number.NEGATIVE_INFINITY;
  /** The Lease came to us when we had been told to stop. */
  #cameTooLate = false;

  constructor(options: LeaderElectorOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#timing = options.timing ?? usualTiming;
  }

  isLeader(): boolean {
    return this.term() !== undefined;
  }

  /** Of the present leadership; undefined when we don't lead. */
  term(): LeaderTerm | undefined {
    return this.#clock.monotonic() < this.#leadsUntil ? this.#term : undefined;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Call after the work has ended: releases the Lease, so that the next leader need not wait. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#try();
      // Jitter, so that candidates don't collide for ever.
      const pause = this.#timing.retryMs * (this.isLeader() ? 1 : 1 + 0.2 * (this.#options.random ?? Math.random)());
      await this.#clock.sleep(pause, signal).catch(() => undefined);
    }
    const led = this.isLeader();
    this.#endTerm();
    if (led || this.#cameTooLate) await this.#release().catch((error: unknown) => this.#report(error));
  }

  /** One attempt to acquire or renew; a term that runs out meanwhile ends on time, whatever the request does. */
  async #try(): Promise<void> {
    const attempt = this.#acquireOrRenew().catch((error: unknown) => this.#report(error));
    if (this.#term !== undefined) {
      const over = new AbortController();
      const expiry = this.#clock.sleep(this.#leadsUntil - this.#clock.monotonic(), over.signal).catch(() => undefined);
      await Promise.race([attempt, expiry]);
      over.abort();
      if (!this.isLeader()) this.#endTerm();
    }
    await attempt;
    if (this.#term !== undefined && !this.isLeader()) this.#endTerm();
  }

  async #acquireOrRenew(): Promise<void> {
    const { client, lease, identity } = this.#options;
    const found = await client.get(leases, lease);
    const now = this.#clock.now();
    if (found === undefined) {
      const sentAt = this.#clock.monotonic();
      const spec = this.#spec({ acquireTime: microTime(now), renewTime: microTime(now), leaseTransitions: 0 });
      await client.create(leases, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: lease, spec });
      this.#beginTerm({ transitions: 0, identity }, sentAt);
      return;
    }
    const spec = (found['spec'] ?? {}) as LeaseSpec;
    const ours = spec.holderIdentity === identity;
    if (!ours && !this.#isFree(spec)) {
      this.#endTerm();
      return;
    }
    const transitions = (spec.leaseTransitions ?? 0) + (ours ? 0 : 1);
    const acquireTime = ours ? (spec.acquireTime ?? microTime(now)) : microTime(now);
    const sentAt = this.#clock.monotonic();
    await this.#replace(found, this.#spec({ acquireTime, renewTime: microTime(now), leaseTransitions: transitions }));
    this.#beginTerm({ transitions, identity }, sentAt);
  }

  #isFree(spec: LeaseSpec): boolean {
    const record = JSON.stringify(spec);
    const now = this.#clock.monotonic();
    if (this.#observed?.record !== record) this.#observed = { record, at: now };
    if (!spec.holderIdentity || this.#isPredecessor(spec.holderIdentity)) return true;
    const duration = Math.max(this.#timing.leaseDurationMs, (spec.leaseDurationSeconds ?? 0) * 1000);
    return now - this.#observed.at > duration;
  }

  #isPredecessor(holder: string): boolean {
    const { predecessors } = this.#options;
    return predecessors !== undefined && holder.startsWith(predecessors);
  }

  #spec(times: Required<Pick<LeaseSpec, 'acquireTime' | 'renewTime' | 'leaseTransitions'>>): LeaseSpec {
    const leaseDurationSeconds = Math.ceil(this.#timing.leaseDurationMs / 1000);
    return { holderIdentity: this.#options.identity, leaseDurationSeconds, ...times };
  }

  /** The resourceVersion in `found` makes this fail when anybody else was faster. */
  async #replace(found: KubeObject, spec: LeaseSpec): Promise<void> {
    await this.#options.client.replace(leases, { ...found, spec });
  }

  async #release(): Promise<void> {
    const found = await this.#options.client.get(leases, this.#options.lease);
    const spec = (found?.['spec'] ?? {}) as LeaseSpec;
    if (found === undefined || spec.holderIdentity !== this.#options.identity) return;
    const renewTime = microTime(this.#clock.now());
    await this.#replace(found, { ...spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime });
  }

  #beginTerm(term: LeaderTerm, sentAt: number): void {
    this.#leadsUntil = sentAt + this.#timing.renewDeadlineMs;
    if (!(this.#clock.monotonic() < this.#leadsUntil)) return;
    const started = this.#term?.transitions !== term.transitions;
    if (started && this.#stopping.signal.aborted) {
      // A request was under way: what would begin now nobody would end.
      this.#cameTooLate = true;
      return;
    }
    this.#term = term;
    if (started) this.#call(() => this.#options.onStartedLeading?.(term));
  }

  #endTerm(): void {
    const led = this.#term !== undefined;
    this.#term = undefined;
    this.#leadsUntil = Number.NEGATIVE_INFINITY;
    if (led) this.#call(() => this.#options.onStoppedLeading?.());
  }

  #report(error: unknown): void {
    try {
      this.#options.onProblem?.(error);
    } catch {
      // A logger that fails has no place left to say so.
    }
  }

  /** A callback that throws must cost neither the renewals nor the end of the term. */
  #call(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.#report(error);
    }
  }
}
