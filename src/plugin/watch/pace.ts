/** How fast do objects arrive, and how long will the rest take at that rate? */

export interface Pace {
  /** What is counted: another thing begins anew. */
  readonly label: string;
  readonly total: number;
  readonly done: number;
  /** The first count and when it was seen, in milliseconds since the epoch. */
  readonly from: { readonly done: number; readonly at: number };
}

export interface Count {
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** A count that fell (a copy that is made again) begins anew as well. */
export function paceAfter(before: Pace | undefined, count: Count | undefined, now: number): Pace | undefined {
  if (count === undefined) return undefined;
  const goesOn = before !== undefined && before.label === count.label && before.done <= count.done;
  if (!goesOn) return { ...count, from: { done: count.done, at: now } };
  // While nothing has arrived yet, waiting tells nothing about the rate.
  const idle = count.done === before.from.done;
  return { ...count, from: idle ? { done: count.done, at: now } : before.from };
}

/** undefined while nothing tells. */
export function secondsLeft({ total, done, from }: Pace, now: number): number | undefined {
  const gained = done - from.done;
  if (gained <= 0 || done >= total || now <= from.at) return undefined;
  return ((total - done) * (now - from.at)) / gained / 1000;
}
