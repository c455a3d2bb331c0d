/** For how long something has held without a gap: a fold over observations, the state of which its caller keeps. */
import type { EndpointReason } from '../../api/endpoint-reasons.ts';
import { allWitnesses, type EndpointView } from './view.ts';
import { type EndpointViolation, endpointViolation } from './violation.ts';

interface Mark {
  readonly incarnation: string;
  readonly sequence: number;
  readonly heldChanges: number | undefined;
}

export interface Streak {
  /** The reader's monotonic milliseconds at which it began, and at which it was looked at last. */
  readonly since: number;
  readonly at: number;
  /** What it is about, such as the node that holds the address. */
  readonly about: string;
  /** The last report that was part of it, by `cluster/node`. */
  readonly marks: Readonly<Record<string, Mark>>;
}

export interface Followed {
  /** For the next observation; undefined: there is no streak. */
  readonly streak: Streak | undefined;
  /** undefined: the gate holds. */
  readonly violation: EndpointViolation | undefined;
}

export interface Following {
  readonly view: EndpointView;
  /** What speaks against the streak in this very observation. */
  readonly violation: EndpointViolation | undefined;
  readonly about: string;
  readonly seconds: number;
  /** While it is too short. */
  readonly young: { readonly reason: EndpointReason; readonly what: string };
}

export function follow(before: Streak | undefined, { view, violation, about, seconds, young }: Following): Followed {
  if (violation !== undefined) return { streak: undefined, violation };
  const marks = marksOf(view);
  const unbroken = before !== undefined && before.about === about && !hasGap(before, view, marks);
  const streak: Streak = { since: unbroken ? before.since : view.now, at: view.now, about, marks };
  const heldMs = view.now - streak.since;
  if (heldMs >= seconds * 1000) return { streak, violation: undefined };
  const soFar = Math.floor(heldMs / 1000);
  return {
    streak,
    violation: endpointViolation(
      young.reason,
      `${young.what} for ${soFar} s; waiting until it has been so for ${seconds} s without a gap`,
    ),
  };
}

function marksOf(view: EndpointView): Streak['marks'] {
  return Object.fromEntries(
    allWitnesses(view).map(({ cluster, report: { node, incarnation, sequence, heldChanges } }) => [
      `${cluster}/${node}`,
      { incarnation, sequence, heldChanges },
    ]),
  );
}

/**
 * Three ways in which something may have happened unseen: nobody looked for longer than a report counts; a probe was
 * started anew; or it has seen something else in rounds of which we have no report, or the address come and go between
 * two rounds.
 */
function hasGap(before: Streak, view: EndpointView, marks: Streak['marks']): boolean {
  if (view.now - before.at > view.expectation.staleAfterSeconds * 1000) return true;
  const sameSince = new Map(
    allWitnesses(view).map(({ cluster, report }) => [`${cluster}/${report.node}`, report.sameSince]),
  );
  const keys = new Set([...Object.keys(before.marks), ...Object.keys(marks)]);
  return [...keys].some((key) => {
    const [was, is] = [before.marks[key], marks[key]];
    if (was === undefined || is === undefined || was.incarnation !== is.incarnation) return true;
    // Rounds since `sameSince` were as the last one is, which is part of the streak.
    const unseen = (sameSince.get(key) ?? Number.POSITIVE_INFINITY) > was.sequence + 1;
    return unseen || is.sequence < was.sequence || was.heldChanges !== is.heldChanges;
  });
}
