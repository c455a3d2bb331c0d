/** Would somebody bring back into the source what has moved, or prune it in the target, because a repository says so? */

import { actsByItself, find, type Owner, ownersOf } from '../../gitops/marks.ts';
import { isOwner, listedOwners } from '../../gitops/owners.ts';
import { describeObject } from '../../graph.ts';
import { sourceMoveSet } from '../../move-set.ts';
import type { Observation } from '../../observation.ts';
import { type Case, violationOf } from '../../result.ts';
import type { Survey } from '../../survey.ts';
import type { Check } from '../check.ts';
import { ofSurvey } from './taken.ts';

const upstream =
  'Argo CD, docs/user-guide/{resource_tracking,auto_sync}.md; Flux, kustomizations.md and helmreleases.md';

export const gitOps: readonly Check[] = [
  {
    name: 'GitOpsReleased',
    predicate:
      'no object that moves is kept by an Application with automated self-heal or prune, or by a Kustomization or HelmRelease that is not suspended, unless `.spec.gitOps.freeze` names it',
    source: upstream,
    severity: 'Failure',
    ask: ofSurvey((survey, observation) =>
      violationOf(
        'GitOpsOwned',
        casesOf(survey, observation).acting,
        "name it in spec.gitOps.freeze, or switch that off before the source is fenced (Argo CD: spec.syncPolicy.automated; Flux: spec.suspend), and let the target's GitOps take over after the pivot",
      ),
    ),
  },
  {
    name: 'NoGitOpsMarks',
    predicate: 'no object that moves carries marks of Argo CD, Flux or Helm, which travel with it',
    source: upstream,
    severity: 'Warning',
    ask: ofSurvey((survey, observation) =>
      violationOf(
        'GitOpsOwned',
        casesOf(survey, observation).marked,
        'see to it that nobody applies it to the source again, and that a tool of the target does not prune it',
      ),
    ),
  },
];

interface Cases {
  readonly acting: readonly Case[];
  readonly marked: readonly Case[];
}

function casesOf({ gitOps: known }: Survey, observation: Observation): Cases {
  const acting: Case[] = [];
  const marked: Case[] = [];
  for (const { object } of sourceMoveSet(observation)?.groups.flat() ?? []) {
    for (const owner of ownersOf(object, known)) {
      const found = find(owner, known);
      const how = found === undefined ? undefined : actsByItself(found);
      const freezes = found !== undefined && listedOwners(observation.pivot).some((ref) => isOwner(found, ref));
      if (found !== undefined && how !== undefined && !freezes) {
        acting.push({
          object: describeObject(object),
          seen: `is kept by ${describeObject(found)} (${owner.tool}), whose ${how}`,
        });
      } else {
        const absent = found === undefined && owner.kind !== undefined;
        const where = absent ? ', which is not in the source' : freezes ? ', which is frozen during the pivot' : '';
        marked.push({ object: describeObject(object), seen: `carries marks of ${inWords(owner)}${where}` });
      }
    }
  }
  return { acting, marked };
}

function inWords({ tool, kind, name, namespace }: Owner): string {
  return `${kind ?? 'release'} ${namespace === undefined ? name : `${namespace}/${name}`} (${tool})`;
}
