/** What does the answer to a dry run say about the object, and which answers say nothing about it? */
import type { KubeObject, Resource } from '../../api/kube-object.ts';
import { isAlreadyExists, isDryRunUnsupported, isKubeError, isWebhookFailure, KubeError } from '../../kube/errors.ts';
import { crdNameOf, describeObject } from '../../pivot/graph.ts';
import type { Trial } from '../../pivot/survey.ts';
import type { Asker } from './asker.ts';

export type Answer = Trial['answer'];

export interface Subject {
  readonly resource: Resource;
  readonly object: KubeObject;
}

type Attempt<Tried> = (subject: Tried) => Promise<Answer>;

export const accepted: Answer = { state: 'accepted', pruned: [] };

export function notYet(problem: string): Answer {
  return { state: 'notYet', problem };
}

export function notTriable(problem: string): Answer {
  return { state: 'notTriable', problem };
}

/** `unasked`: what can be answered without the API server; undefined when it has to be asked. */
export async function tryEach<Tried extends Pick<Subject, 'object'>>(
  subjects: readonly Tried[],
  { unasked, attempt }: { readonly unasked: (subject: Tried) => Answer | undefined; readonly attempt: Attempt<Tried> },
  { askOfEach }: Asker,
): Promise<readonly Trial[]> {
  const trial = ({ object }: Tried, answer: Answer): Trial => ({ object: describeObject(object), answer });
  const known: Trial[] = [];
  const open: Tried[] = [];
  for (const subject of subjects) {
    const answer = unasked(subject);
    if (answer === undefined) open.push(subject);
    else known.push(trial(subject, answer));
  }
  return [...known, ...(await askOfEach(open, async (subject) => trial(subject, await attempt(subject))))];
}

/** So many objects of a type show that its webhook does not work; it would take its timeout for each of the others. */
const enoughFailures = 3;

/** Rejects with what says nothing about the object. */
export function untilBroken<Tried extends Subject>(attempt: Attempt<Tried>): Attempt<Tried> {
  const failures = new Map<string, { count: number; problem: string }>();
  return async (subject) => {
    const type = crdNameOf(subject.resource);
    const known = failures.get(type);
    if (known !== undefined && known.count >= enoughFailures) return { state: 'refused', problem: known.problem };
    try {
      return await attempt(subject);
    } catch (error) {
      if (isWebhookFailure(error)) {
        // Others may have failed meanwhile.
        failures.set(type, { count: (failures.get(type)?.count ?? 0) + 1, problem: error.said });
      }
      return answerOf(error);
    }
  };
}

function answerOf(error: unknown): Answer {
  if (!(error instanceof KubeError)) throw error;
  if (isAlreadyExists(error)) return accepted;
  if (isDryRunUnsupported(error)) return notTriable(error.said);
  const aboutTheObject = (['forbidden', 'invalid', 'conflict', 'notFound'] as const).some((kind) =>
    isKubeError(error, kind),
  );
  if (aboutTheObject || isWebhookFailure(error)) return { state: 'refused', problem: error.said };
  throw error;
}
