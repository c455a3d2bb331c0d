/**
 * By how much has the wall clock jumped since the times in a ClusterPivot's status were written? Kept by this process alone, which
 * sees it by a clock that never jumps; a jump while nobody looked is seen by none.
 */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { ObjectRef } from '../api/kube-object.ts';
import type { Clock } from '../kube/clock.ts';
import { keyOf } from '../kube/store.ts';
import type { ClockLook } from '../pivot/elapsed.ts';

/** Less is not worth a write: a clock that is corrected by little, or a pause between reading two clocks. Several add up. */
const smallestJumpMs = 1000;

interface Known {
  readonly uid: string | undefined;
  /** How far the wall clock was ahead of the monotonic one when the times of the status were right. */
  readonly aheadMs: number;
}

export class ClockJumps {
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Of a pivot that was not looked at before, the times are taken as they are. */
  look({ metadata }: Pick<ClusterPivot, 'metadata'>): ClockLook {
    const { uid } = metadata;
    const now = this.#clock.now();
    const aheadMs = now - this.#clock.monotonic();
    const known = this.#known.get(keyOf(metadata));
    if (known === undefined || known.uid !== uid) {
      this.#known.set(keyOf(metadata), { uid, aheadMs });
      return { now, jumpedMs: 0 };
    }
    const jumpedMs = Math.round(aheadMs - known.aheadMs);
    return { now, jumpedMs: Math.abs(jumpedMs) < smallestJumpMs ? 0 : jumpedMs };
  }

  /** The times of the status were moved along with a jump, and stored. */
  settle({ metadata }: Pick<ClusterPivot, 'metadata'>, { jumpedMs }: ClockLook): void {
    const known = this.#known.get(keyOf(metadata));
    if (known !== undefined) this.#known.set(keyOf(metadata), { ...known, aheadMs: known.aheadMs + jumpedMs });
  }

  /** The ClusterPivot is gone, or over. */
  forget(ref: ObjectRef): void {
    this.#known.delete(keyOf(ref));
  }
}
