/** Can the GitOps owners be frozen that `spec.gitOps` names, and will they stay so? */
import { groupOf, type KubeObject } from '../../../api/kube-object.ts';
import { gitOpsOwnerNotFound } from '../../gates/gitops.ts';
import { actsByItself, find, ownersOf } from '../../gitops/marks.ts';
import { isOwner, listedOwners } from '../../gitops/owners.ts';
import { isOff, switchedBy, switchName } from '../../gitops/switch.ts';
import { describeObject } from '../../graph.ts';
import { type Case, violationOf } from '../../result.ts';
import type { Check } from '../check.ts';
import { ofSurvey } from './taken.ts';

export const gitOpsFreeze: readonly Check[] = [
  {
    name: 'GitOpsOwnersFound',
    predicate: 'each GitOps owner that `.spec.gitOps.freeze` names is in the source, at a version that is served',
    source: 'ClusterPivot',
    severity: 'Failure',
    ask: gitOpsOwnerNotFound,
  },
  {
    name: 'FreezeLasts',
    predicate:
      'none of them is made by an ApplicationSet, or kept by another GitOps owner that sets what the freeze changes and is not frozen itself',
    source:
      'Argo CD 3.5, applicationset_controller.go: createOrUpdateInCluster; Flux, kustomizations.md: server-side apply',
    severity: 'Failure',
    ask: ofSurvey(({ gitOps: known }, { pivot, gitOpsOwners }) => {
      const isFrozen = (owner: KubeObject) => listedOwners(pivot).some((ref) => isOwner(owner, ref));
      const thawers = known.filter((owner) => !isFrozen(owner) && actsByItself(owner) !== undefined);
      return violationOf(
        'FreezeNotLasting',
        gitOpsOwners.filter((owner) => !isOff(owner)).flatMap((owner) => casesOf(owner, thawers)),
        'switch that off where it comes from (in the template of the ApplicationSet, or in the repository), or freeze what keeps it as well',
      );
    }),
  },
];

/** The names by which they write fields. */
const tools = ['argocd-controller', 'kustomize-controller', 'helm-controller'];

function casesOf(owner: KubeObject, thawers: readonly KubeObject[]): readonly Case[] {
  const field = switchName(owner.kind);
  const object = describeObject(owner);
  const set = owner.metadata.ownerReferences?.find(
    ({ apiVersion, kind }) => kind === 'ApplicationSet' && groupOf(apiVersion) === 'argoproj.io',
  );
  if (set !== undefined) {
    const seen = `is made by ApplicationSet ${owner.metadata.namespace}/${set.name}, which would set ${field} again`;
    return [{ object, seen }];
  }
  // Neither tool touches a field that its repository does not have.
  if (!switchedBy(owner).some(({ manager }) => tools.includes(manager))) return [];
  return ownersOf(owner, thawers).flatMap((keeper) => {
    const found = find(keeper, thawers);
    return found === undefined
      ? []
      : [{ object, seen: `is kept by ${describeObject(found)}, which would set ${field} again` }];
  });
}
