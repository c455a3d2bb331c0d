/** Does the target serve each kind at the version at which clusterctl would create it? */
import { crdNameOf, typesOf } from '../../graph.ts';
import { sourceMoveSet } from '../../move-set.ts';
import type { Observation } from '../../observation.ts';
import { type Case, violationOf } from '../../result.ts';
import { type Check, pending } from '../check.ts';
import { installsProviders } from './taken.ts';

export const storageVersionsServed: Check = {
  name: 'StorageVersionsServed',
  predicate: 'the target serves each kind that moves at the version that the source stores',
  source: 'clusterctl 1.14, cluster/objectgraph.go: it reads, and creates, at the storage version of the source',
  severity: 'Failure',
  ask: (observation) => {
    const { absent, unserved } = compared(observation);
    const comes = installsProviders(observation);
    return (
      violationOf(
        'VersionNotServed',
        comes ? unserved : [...unserved, ...absent],
        "install the provider of the source's version in the target",
      ) ??
      (absent[0] === undefined
        ? undefined
        : pending(`${absent[0].object} ${absent[0].seen}; it comes with a provider that is still to be installed`))
    );
  },
};

/** Of the Bare Metal Operator's kinds another check tells, since no provider brings them. */
function compared(observation: Observation): { readonly absent: readonly Case[]; readonly unserved: readonly Case[] } {
  const crds = observation.target?.crds;
  const moving = sourceMoveSet(observation)?.groups.flat();
  if (crds === undefined || moving === undefined) return { absent: [], unserved: [] };
  const absent: Case[] = [];
  const unserved: Case[] = [];
  for (const resource of typesOf(moving)) {
    const { group, version } = resource;
    if (group === '' || group === 'metal3.io') continue;
    const name = crdNameOf(resource);
    const object = `CustomResourceDefinition ${name}`;
    const crd = crds.find((candidate) => candidate.name === name);
    if (crd === undefined) absent.push({ object, seen: 'is not in the target' });
    else if (!crd.servedVersions.includes(version)) {
      const served = crd.servedVersions.join(', ');
      unserved.push({ object, seen: `is stored at ${version} in the source, and the target serves ${served}` });
    }
  }
  return { absent, unserved };
}
