/** The answers a goal can give, and no others. */
import type { Reason } from '../api/conditions.ts';
import type { Journal } from '../api/journal.ts';
import type { StallReason } from '../api/stall-reasons.ts';
import type { Action } from './action.ts';

/** A gate's negative answer: why, and in a sentence the object, what was seen, and what would satisfy it. */
export interface Violation<Of extends Reason = Reason> {
  readonly reason: Of;
  readonly message: string;
  /** Each object that it is about; the message names the first. */
  readonly objects?: readonly string[];
}

/** Facts for the journal; null forgets one. */
export type Facts = { readonly [Field in keyof Journal]?: Journal[Field] | null };

export type Result =
  /** The goal holds. */
  | { readonly kind: 'met' }
  /** Write facts ahead of an effect, and nothing else in this reconcile. */
  | { readonly kind: 'record'; readonly facts: Facts; readonly doing: Violation }
  /** Carry out effects, note what they came to (`then`), and look again. */
  | { readonly kind: 'act'; readonly actions: readonly Action[]; readonly then: Facts; readonly doing: Violation }
  /** Nothing to do but wait; look again at the latest after `recheckAfterSeconds`. */
  | { readonly kind: 'wait'; readonly violation: Violation; readonly recheckAfterSeconds: number }
  /** Waiting will not help. `undo`: before the commit, `onFailure: Rollback` undoes the pivot. */
  | { readonly kind: 'stall'; readonly violation: Violation; readonly undo: boolean };

/** Longest text that status takes anywhere. */
export const longestText = 32_000;

export const met: Result = { kind: 'met' };

export function record(facts: Facts, doing: string): Result {
  return { kind: 'record', facts, doing: { reason: 'InProgress', message: doing } };
}

export function act(actions: readonly Action[], doing: string, then: Facts = {}): Result {
  // oxlint-disable-next-line unicorn/no-thenable -- facts, never a function: awaiting a Result is harmless
  return { kind: 'act', actions, then, doing: { reason: 'InProgress', message: doing } };
}

/** Carries on against what somebody else does, and says what that is. */
export function actAgainst(actions: readonly Action[], doing: Violation): Result {
  // oxlint-disable-next-line unicorn/no-thenable -- as above
  return { kind: 'act', actions, then: {}, doing };
}

export function wait(violation: Violation, recheckAfterSeconds = 2): Result {
  return { kind: 'wait', violation, recheckAfterSeconds };
}

/** A human has to mend something; the pivot goes on by itself once it is mended. */
export function stall(violation: Violation<StallReason>): Result {
  return { kind: 'stall', violation, undo: false };
}

/** This attempt cannot succeed any more. */
export function fail(violation: Violation<StallReason>): Result {
  return { kind: 'stall', violation, undo: true };
}

export function violation<Of extends Reason>(reason: Of, message: string): Violation<Of> {
  return { reason, message };
}

/** One object, and what was seen of it. */
export interface Case {
  /** `Kind namespace/name` */
  readonly object: string;
  readonly seen: string;
}

/** What is wrong with some objects, all for one reason and with one remedy; undefined when nothing is. */
export function violationOf<Of extends Reason>(
  reason: Of,
  cases: readonly Case[],
  remedy: string,
): Violation<Of> | undefined {
  const [first, ...more] = cases;
  if (first === undefined) return undefined;
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return {
    reason,
    message: `${first.object} ${first.seen}${others}; ${remedy}`,
    objects: cases.map(({ object }) => object),
  };
}

/** The answer of the first of these that does not hold; met when all hold. The others are not asked. */
export function firstUnmet<Input>(input: Input, goals: Iterable<(input: Input) => Result>): Result {
  for (const goal of goals) {
    const result = goal(input);
    if (result.kind !== 'met') return result;
  }
  return met;
}

/** The first violation of an ordered list of gates, each a function over the same input. */
export function firstViolation<Input>(
  input: Input,
  gates: readonly ((input: Input) => Violation | undefined)[],
): Violation | undefined {
  for (const gate of gates) {
    const found = gate(input);
    if (found !== undefined) return found;
  }
  return undefined;
}
