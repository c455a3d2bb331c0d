/** Is there a right that an account lacks, and that a pivot would miss half-way? */
import type { Side } from '../../observation.ts';
import { type Case, violationOf } from '../../result.ts';
import type { MissingRight } from '../../survey.ts';
import type { Check } from '../check.ts';
import { ofSurvey } from './taken.ts';

export const accountRights: readonly Check[] = [
  {
    name: 'SourceRightsSuffice',
    predicate: 'in the source, the account of the operator and that of the copy may do all that a pivot does there',
    source: 'src/pivot/rights.ts',
    severity: 'Failure',
    ask: ofSurvey(({ servers: { source } }) =>
      violationOf(
        'RightsMissing',
        casesOf(source.missingRights, 'source'),
        'grant it (config/rbac and config/gitops-freeze have them all)',
      ),
    ),
  },
  {
    name: 'TargetRightsSuffice',
    predicate:
      "in the target, the identity of the kubeconfig may do all that a pivot does there; an administrator's is best",
    source: "src/pivot/rights.ts; RBAC's escalation check",
    severity: 'Failure',
    ask: ofSurvey(({ servers: { target } }) =>
      violationOf(
        'RightsMissing',
        casesOf(target.missingRights, 'target'),
        'grant it to the identity of the kubeconfig, or put the kubeconfig of an administrator into the Secret',
      ),
    ),
  },
];

function casesOf(missing: readonly MissingRight[], side: Side): readonly Case[] {
  return missing.map(({ verb, resource, namespace, why, account }) => ({
    object: `${account ?? 'The account of the operator'} in the ${side}`,
    seen: `may not ${verb} ${resource}${namespace === undefined ? '' : ` in namespace ${namespace}`}, ${why}`,
  }));
}
