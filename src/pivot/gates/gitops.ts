/** Are the GitOps owners that a pivot is to freeze there, and at rest? */

import { ownerTypes } from '../gitops/kinds.ts';
import { describeOwner, listedOwners, ownerNamed, workUnderWay } from '../gitops/owners.ts';
import { crdNameOf, describeObject } from '../graph.ts';
import type { Observation } from '../observation.ts';
import { type Violation, violation, violationOf } from '../result.ts';

export function gitOpsOwnerNotFound({
  pivot,
  source,
  gitOpsOwners,
}: Observation): Violation<'GitOpsOwnerNotFound'> | undefined {
  const missing = listedOwners(pivot).filter((ref) => ownerNamed(gitOpsOwners, ref) === undefined);
  const serves = (crdName: string, version: string) =>
    source.crds === undefined ||
    source.crds.some(({ name, servedVersions }) => name === crdName && servedVersions.includes(version));
  return violationOf(
    'GitOpsOwnerNotFound',
    missing.map((ref) => {
      const type = ownerTypes[ref.kind];
      const crdName = crdNameOf(type);
      const unserved = serves(crdName, type.version) ? '' : `, which does not serve ${crdName} ${type.version}`;
      return { object: describeOwner(ref), seen: `is not in the source${unserved}` };
    }),
    'name in spec.gitOps.freeze what is there',
  );
}

/** Before the source is fenced, before a copy and before the commit: a sync that has begun stops for no freeze. */
export function gitOpsOwnerAtWork({ gitOpsOwners }: Observation): Violation | undefined {
  for (const owner of gitOpsOwners) {
    const work = workUnderWay(owner);
    if (work !== undefined) {
      return violation('GitOpsAtWork', `${describeObject(owner)} in the source ${work}; waiting for its end`);
    }
  }
  return undefined;
}
