/**
 * The point of no return: are the originals deleted? Recorded here and in the target before the first deletion; children
 * first; only the incarnations in the inventory. clusterctl is not used for it: it wipes a host's annotations, its pause
 * among them, just before it deletes the host.
 */

import type { Journal } from '../../api/journal.ts';
import type { KubeObject } from '../../api/kube-object.ts';
import { pausedClasses } from '../gates/cluster.ts';
import { endpointHeld } from '../gates/endpoint.ts';
import { gitOpsOwnerAtWork } from '../gates/gitops.ts';
import { isDeleted } from '../graph.ts';
import type { InventoryEntry } from '../inventory.ts';
import { byIdentity, identity, nameSome } from '../inventory.ts';
import type { Observation } from '../observation.ts';
import { act, firstViolation, met, type Result, record, stall, type Violation, violation, wait } from '../result.ts';
import { sourceFenced } from './handing-over.ts';
import { unpausingClasses } from './unpause-classes.ts';

export function committing(observation: Observation): Result {
  const { pivot, mirrored, now, inventory, targetPinned } = observation;
  const { journal = {} } = pivot.status;
  if (journal.committedTime !== undefined && inventory === undefined) return stall(inventoryLost(journal));
  if (journal.activatedTime !== undefined) return met;
  if (!targetPinned) return act([{ kind: 'pinTarget' }], "keeping a copy of the target's kubeconfig again");
  if (mirrored !== 'committing') {
    return act([{ kind: 'mirror', stage: 'committing' }], 'noting in the target that the commit is next');
  }
  if (journal.committedTime === undefined) {
    const notYet = firstViolation(observation, [endpointHeld, gitOpsOwnerAtWork]);
    if (notYet !== undefined) return wait(notYet, 1);
    return record({ committedTime: new Date(now).toISOString() }, 'committing: from here on only forward');
  }
  if (journal.fence !== undefined) {
    const fenced = sourceFenced(observation, journal.fence);
    if (fenced.kind !== 'met') return fenced;
  }
  const remaining = originals(observation);
  const [replaced] = remaining.filter((original) => !isSame(original));
  const depth = Math.max(...remaining.map(({ entry }) => entry.group));
  const next = remaining.filter((original) => original.entry.group === depth && isSame(original));
  if (next.length > 0) {
    const entries = next.map(({ entry, object }) => ({ ...entry, object }));
    return act(
      [{ kind: 'deleteObjects', side: 'source', entries }],
      `deleting originals: ${remaining.length} of ${inventory?.entries.filter(isDeleted).length ?? 0} remain`,
    );
  }
  if (replaced === undefined) return unpauseKeptClasses(observation);
  return wait(
    violation(
      'SourceNotEmpty',
      `${nameSome([replaced.entry.object])} was created again in the source after it was moved; stop what re-creates it (a GitOps tool?) and delete it`,
    ),
    5,
  );
}

/** Without it nobody knows what is left to delete, nor what the hosts were like. */
function inventoryLost({ inventory }: Journal): Violation<'CopyIncomplete'> {
  return violation(
    'CopyIncomplete',
    `the inventory cannot be read: a Secret of ${inventory?.secrets.join(', ')} in the operator's namespace is missing or changed; copy it back from the namespace of the same name in the target`,
  );
}

interface Remaining {
  readonly entry: InventoryEntry;
  /** As the source has it now. */
  readonly object: KubeObject;
}

function isSame({ entry, object }: Remaining): boolean {
  return entry.object.metadata.uid === object.metadata.uid;
}

/** Objects of the inventory that are to be deleted and that the source still has. */
export function originals({ inventory, source }: Observation): readonly Remaining[] {
  const present = byIdentity((source.objects ?? []).map(({ object }) => object));
  return (inventory?.entries ?? []).filter(isDeleted).flatMap((entry) => {
    const object = present.get(identity(entry.object));
    return object === undefined ? [] : [{ entry, object }];
  });
}

/** clusterctl pauses the ClusterClasses that stay, too, and forgets them: Clusters of other namespaces wait for them. */
function unpauseKeptClasses({ inventory, source }: Observation): Result {
  const kept = new Set(
    (inventory?.entries ?? []).filter((entry) => !isDeleted(entry)).map(({ object }) => identity(object)),
  );
  const classes = pausedClasses(source).filter(({ object }) => kept.has(identity(object)));
  if (classes.length === 0) return met;
  return act(
    unpausingClasses('source', classes),
    `unpausing ${nameSome(classes.map(({ object }) => object))} in the source, which other namespaces use`,
  );
}
