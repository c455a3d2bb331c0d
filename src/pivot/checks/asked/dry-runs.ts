/** Would the target create, whole, each object that moves, and take Ironic's manifests; would the source delete? Dry runs say. */
import { type Case, violationOf } from '../../result.ts';
import type { Trial } from '../../survey.ts';
import { type Answer, type Check, pending } from '../check.ts';
import { ofSurvey } from './taken.ts';

/** A webhook may say a lot, to each of thousands of objects. */
const longestWords = 600;
const mostFields = 5;

export const dryRuns: readonly Check[] = [
  {
    name: 'CreatesAdmitted',
    predicate:
      'the target admits a dry-run create of each object that moves, as clusterctl would create it: hosts paused and with their status as an annotation, Clusters paused',
    source: 'ours; what a move would fail on half-way',
    severity: 'Failure',
    ask: ofSurvey(
      ({ creates }) =>
        violationOf(
          'CreateRefused',
          refused(creates, 'target'),
          'change what refuses it there (policy, quota, webhook or schema), or the object',
        ) ?? notYet(creates),
    ),
  },
  {
    name: 'NothingPruned',
    predicate: 'the target answers each dry-run create with every field that was sent',
    source: 'structural schemas prune unknown fields (CustomResourceDefinition, preserveUnknownFields: false)',
    severity: 'Failure',
    ask: ofSurvey(
      ({ creates }) =>
        violationOf(
          'FieldsPruned',
          creates.flatMap(pruned),
          "install the CRD of the source's version there, or stop the mutating webhook that takes them away",
        ) ?? notYet(creates),
    ),
  },
  {
    name: 'ManifestsAdmitted',
    predicate:
      'the target admits a dry-run apply of each manifest of `.spec.ironic.target.manifestsRef` that does not need another of them first',
    source: "ours; they are applied when the source's Ironic has stopped",
    severity: 'Failure',
    ask: ofSurvey(
      ({ applies }) =>
        violationOf(
          'CreateRefused',
          refused(applies, 'target'),
          'change what refuses it there (policy, quota, webhook or schema), or the manifest',
        ) ?? notYet(applies),
    ),
  },
  {
    name: 'DeletesAdmitted',
    predicate: 'the source admits a dry-run delete of each object that is deleted after the commit',
    source: 'ours; policies that forbid deletions show only after the commit else',
    severity: 'Failure',
    ask: ofSurvey(({ deletes }) =>
      violationOf(
        'DeleteRefused',
        refused(deletes, 'source'),
        'let the account of the operator delete it: change the policy there, or have its webhook answer and allow it',
      ),
    ),
  },
  {
    name: 'DryRunsAnswered',
    predicate:
      'each dry run can be answered: no webhook before it has side effects, and nothing has to be made first that only the pivot makes',
    source: 'Kubernetes, admission webhooks: sideEffects',
    severity: 'Warning',
    ask: ofSurvey(({ creates, applies, deletes }) =>
      violationOf(
        'CheckNotAnswered',
        [...creates, ...applies, ...deletes].flatMap(({ object, answer }) =>
          answer.state === 'notTriable' ? [{ object, seen: `cannot be tried out: ${words(answer.problem)}` }] : [],
        ),
        "whether it will be admitted shows only when it is too late; make in the target what it needs, or set the webhook's sideEffects to None or NoneOnDryRun if that is true",
      ),
    ),
  },
];

function refused(trials: readonly Trial[], side: string): readonly Case[] {
  return trials.flatMap(({ object, answer }) =>
    answer.state === 'refused' ? [{ object, seen: `is refused by the ${side}: ${words(answer.problem)}` }] : [],
  );
}

function pruned({ object, answer }: Trial): readonly Case[] {
  if (answer.state !== 'accepted' || answer.pruned.length === 0) return [];
  const more = answer.pruned.length > mostFields ? ` and ${answer.pruned.length - mostFields} more fields` : '';
  return [{ object, seen: `would lose ${answer.pruned.slice(0, mostFields).join(', ')}${more} in the target` }];
}

/** A namespace has its own policies and quotas, so an object is tried out in none but its own. */
function notYet(trials: readonly Trial[]): Answer {
  const open = trials.flatMap(({ object, answer }) =>
    answer.state === 'notYet' ? [{ object, seen: `cannot be tried out yet: ${answer.problem}` }] : [],
  );
  const found = violationOf('CheckNotAnswered', open, 'known once the target is prepared');
  return found === undefined ? undefined : pending(found.message);
}

function words(problem: string): string {
  return problem.length > longestWords ? `${problem.slice(0, longestWords)}…` : problem;
}
