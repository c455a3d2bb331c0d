/** Which of the rights that a pivot needs do the accounts not have that it works with? Access reviews tell, and store nothing. */
import type { KubeObject } from '../../api/kube-object.ts';
import { selfSubjectAccessReviews, subjectAccessReviews } from '../../api/resources.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import type { Right } from '../../pivot/rights.ts';
import type { MissingRight } from '../../pivot/survey.ts';
import type { Asker } from './asker.ts';

/** A ServiceAccount whose rights are asked for; undefined: those of the account that asks. */
export interface Whose {
  readonly namespace: string;
  readonly name: string;
}

const everything: Right = { verbs: ['*'], group: '*', resource: '*', why: '' };

export async function missingRights(
  client: ClusterClient,
  rights: readonly Right[],
  { ask, signal }: Asker,
  whose?: Whose,
): Promise<readonly MissingRight[]> {
  const allows = async (right: Right, verb: string): Promise<boolean> =>
    ask(async () => {
      const resource = whose === undefined ? selfSubjectAccessReviews : subjectAccessReviews;
      const review = await client.create(resource, buildReview(right, verb, whose), { signal });
      return (review['status'] as { readonly allowed?: boolean } | undefined)?.allowed === true;
    });
  // One question instead of hundreds, for the administrators that kubeconfigs of workload clusters usually are of.
  if (whose === undefined && (await allows(everything, '*'))) return [];
  const asked = rights.flatMap((right) => right.verbs.map((verb) => ({ right, verb })));
  const answers = await Promise.all(asked.map(async ({ right, verb }) => allows(right, verb)));
  return asked
    .filter((_, index) => answers[index] === false)
    .map(({ right: { group, resource, namespace, why }, verb }) => ({
      verb,
      resource: group === '' ? resource : `${resource}.${group}`,
      namespace,
      why,
      account: whose === undefined ? undefined : `ServiceAccount ${whose.namespace}/${whose.name}`,
    }));
}

function buildReview({ group, resource: path, namespace, name }: Right, verb: string, whose?: Whose): KubeObject {
  const [resource = '', subresource = ''] = path.split('/');
  const resourceAttributes = { verb, group, resource, subresource, namespace: namespace ?? '', name: name ?? '' };
  const who =
    whose === undefined
      ? {}
      : {
          user: `system:serviceaccount:${whose.namespace}:${whose.name}`,
          groups: ['system:serviceaccounts', `system:serviceaccounts:${whose.namespace}`, 'system:authenticated'],
        };
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: whose === undefined ? 'SelfSubjectAccessReview' : 'SubjectAccessReview',
    // Nothing is stored, so there is nothing to name.
    metadata: { name: '' },
    spec: { resourceAttributes, ...who },
  };
}
