/** Do the Secrets that the Bare Metal Operator needs of each host, and the address pools of the machines, move with them? */
import { groupOf, type KubeObject } from '../../api/kube-object.ts';
import { kindKey, referenceKey } from '../graph/found-object.ts';
import type { Reference } from '../graph/references.ts';
import { describeObject } from '../graph.ts';
import type { Observation } from '../observation.ts';
import { type Case, type Violation, violationOf } from '../result.ts';
import { type Needed, surroundings, usesOf } from '../surroundings.ts';

/** All that these go by. */
type Source = Pick<Observation, 'source'>;

/** Without these a host can't be registered: the Bare Metal Operator looks for them first. */
const credentialFields = ['spec.bmc.credentialsName', 'spec.preprovisioningNetworkDataName'];

export function isCredential(referrer: KubeObject, { field }: Reference): boolean {
  const kind = kindKey({ kind: referrer.kind, group: groupOf(referrer.apiVersion) });
  return kind === 'BareMetalHost.metal3.io' && credentialFields.includes(field);
}

export function isAddressPool({ kind, group }: Reference): boolean {
  return kind === 'IPPool' && group === 'ipam.metal3.io';
}

function neededSecrets(observation: Source): readonly Needed[] {
  return needed(observation, isCredential);
}

function neededPools(observation: Source): readonly Needed[] {
  return needed(observation, (_, reference) => isAddressPool(reference));
}

/** Each object once, however many refer to it. */
function needed(
  observation: Source,
  isMeant: (referrer: KubeObject, reference: Reference) => boolean,
): readonly Needed[] {
  const found = new Map<string, Needed>();
  for (const by of surroundings(observation)?.moving ?? []) {
    for (const reference of usesOf(by).filter((candidate) => isMeant(by, candidate))) {
      const key = referenceKey(reference);
      if (!found.has(key)) found.set(key, { by, reference });
    }
  }
  return [...found.values()];
}

/** Secrets of hosts that nobody owns: the Bare Metal Operator makes a host their owner once it has read them. */
export function orphanSecrets(observation: Source): readonly KubeObject[] {
  return orphans(observation, neededSecrets(observation));
}

/** Pools without `spec.clusterName`, which Metal3 IPAM gives no owner. */
export function orphanPools(observation: Source): readonly KubeObject[] {
  return orphans(observation, neededPools(observation));
}

function orphans(observation: Source, all: readonly Needed[]): readonly KubeObject[] {
  return all.flatMap((one) => {
    const fate = surroundings(observation)?.fateOf(one);
    return fate?.kind === 'orphan' ? [fate.object] : [];
  });
}

/** Orphans pass: they move once they are labelled. */
function lost(observation: Observation, all: readonly Needed[]): readonly Case[] {
  return all.flatMap(({ by, reference }): Case[] => {
    const fate = surroundings(observation)?.fateOf({ by, reference });
    const { kind, namespace, name, field } = reference;
    const object = `${kind} ${namespace}/${name}`;
    const named = `is named by ${describeObject(by)} in ${field}, and`;
    if (fate?.kind === 'missing') return [{ object, seen: `${named} does not exist` }];
    return fate?.kind === 'held' ? [{ object, seen: `${named} ${fate.why}` }] : [];
  });
}

export function credentialsNotOwned(observation: Observation): Violation | undefined {
  return violationOf(
    'CredentialsNotOwned',
    lost(observation, neededSecrets(observation)),
    'the target could not register the host without it; create it, or let nothing that stays own or use it',
  );
}

/** clusterctl moves an IPAddress only if its pool moves: addresses would be given out anew, and other ones. */
export function addressPoolNotOwned(observation: Observation): Violation | undefined {
  return violationOf(
    'AddressPoolNotOwned',
    lost(observation, neededPools(observation)),
    'addresses would be given out anew without it; create it, or let nothing that stays own or use it',
  );
}
