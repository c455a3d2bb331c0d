/** Until when each cluster's certificates and tokens last, looked up now and then. */
import type { Clock } from '../kube/clock.ts';
import type { ClusterClient, ConnectionExpiries } from '../kube/cluster-client.ts';

/** A look costs a connection of its own. */
const freshMs = 10 * 60_000;

interface Known {
  readonly expiries: ConnectionExpiries | undefined;
  /** Monotonic, when it was asked for. */
  readonly askedAt: number;
}

export class CredentialExpiries {
  readonly #clock: Clock;
  readonly #known = new WeakMap<ClusterClient, Known>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Asks in the background when nothing is known, or it is old. */
  refresh(client: ClusterClient): void {
    const known = this.#known.get(client);
    const askedAt = this.#clock.monotonic();
    if (known !== undefined && askedAt - known.askedAt < freshMs) return;
    this.#known.set(client, { expiries: known?.expiries, askedAt });
    client.expiries().then(
      (expiries) => this.#known.set(client, { expiries, askedAt }),
      // That it does not answer is told elsewhere.
      () => undefined,
    );
  }

  of(client: ClusterClient): ConnectionExpiries | undefined {
    return this.#known.get(client)?.expiries;
  }
}
