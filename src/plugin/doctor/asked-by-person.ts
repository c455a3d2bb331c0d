/** A survey says what the operator's accounts lack; asked by a person, some of its answers are about that person. */
import { kubeconfigRef } from '../../pivot/gates/access.ts';
import type { Observation } from '../../pivot/observation.ts';
import type { Expiry, Survey } from '../../pivot/survey.ts';

export interface Asking {
  readonly observation: Pick<Observation, 'pivot'>;
  /** Whether the accounts that the operator comes with are there. */
  readonly installed: boolean;
  /** Where those of the target really came from. */
  readonly credentials: string;
}

/** Without what the person lacks in the source, and with the right names of credentials. */
export function askedByPerson(survey: Survey, { observation: { pivot }, installed, credentials }: Asking): Survey {
  const { source, target } = survey.servers;
  const secret = `Secret ${pivot.metadata.namespace ?? ''}/${kubeconfigRef(pivot).name}`;
  const renamed = (expiries: readonly Expiry[], from: string, to: string) =>
    expiries.map(({ what, at }) => ({ what: what.replace(from, to), at }));
  return {
    ...survey,
    servers: {
      source: {
        ...source,
        // In the source the operator acts with an account of its own, whatever a person may do there.
        missingRights: installed ? source.missingRights.filter(({ account }) => account !== undefined) : [],
        expiries: renamed(source.expiries, "the operator's own kubeconfig", 'your kubeconfig of the source'),
      },
      target: { ...target, expiries: renamed(target.expiries, secret, credentials) },
    },
  };
}
