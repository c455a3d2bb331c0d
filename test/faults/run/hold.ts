/** clusterctl is let so far and no further, so that whatever happens next happens to the same copies in every run. */
import type { Harm } from '../proxy/api-proxy.ts';
import type { ApiRequest } from '../proxy/api-request.ts';
import type { Fault } from '../proxy/fault.ts';
import { clientOf, sortOf } from './fault-plan.ts';

/** Longer than any run: it ends with clusterctl. */
const unanswered: Fault = { kind: 'unheard', ending: { kind: 'hang', seconds: 3600 } };

/** Nobody hears of the n-th write of clusterctl, nor of what it tries instead. Everything else is left to `others`. */
export class Hold implements Harm {
  readonly #nth: number;
  readonly #others: Harm;
  #writes = 0;
  /** How many objects clusterctl was let create in the target. */
  copies = 0;
  /** Whether clusterctl has come so far. */
  isReached = false;

  constructor(nth: number, others: Harm) {
    this.#nth = nth;
    this.#others = others;
  }

  faultFor(request: ApiRequest): Fault | undefined {
    if (clientOf(request) !== 'clusterctl' || sortOf(request) !== 'write') return this.#others.faultFor(request);
    this.#writes += 1;
    if (this.#writes >= this.#nth) {
      this.isReached = true;
      return unanswered;
    }
    if (request.verb === 'create' && request.side === 'target') this.copies += 1;
    return this.#others.faultFor(request);
  }

  async kill(request: ApiRequest): Promise<void> {
    await this.#others.kill(request);
  }
}
