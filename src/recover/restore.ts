/** Creates what this cluster lacks of a backup; whatever is there stays as it is. */
import { namespaces } from '../api/resources.ts';
import { discover } from '../controller/discovery.ts';
import { listInventoryObjects } from '../controller/read-lists.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { isKubeError } from '../kube/errors.ts';
import { describeObject } from '../pivot/graph.ts';
import type { Inventory, InventoryEntry } from '../pivot/inventory.ts';
import { nameList } from '../pivot/name-list.ts';
import { type RestorePlan, restorePlan } from './restore-plan.ts';
import { restoredObject } from './restored-object.ts';

export interface Restoring {
  readonly client: ClusterClient;
  readonly inventory: Inventory;
  /** The one that was moved. */
  readonly namespace: string;
  readonly dryRun: boolean;
  /** Takes a line for the human. */
  readonly print: (line: string) => void;
}

/** Whether every object of the backup is in this cluster now. A second call creates what the first could not. */
export async function restore(restoring: Restoring): Promise<boolean> {
  const { inventory, dryRun, print } = restoring;
  const plan = await look(restoring);
  await checkTypesAndNamespaces(restoring, plan.missing);
  const all = inventory.entries.length;
  print(`${all - plan.missing.length} of ${all} objects are there`);
  const inTheWay = plan.missing.length === 0 ? [] : plan.running;
  for (const object of inTheWay) print(`${describeObject(object)} is not paused; set its spec.paused to true first`);
  if (dryRun) for (const { object } of plan.missing) print(`would create ${describeObject(object)}`);
  else if (inTheWay.length === 0) await createAll(restoring, plan);
  const after = dryRun ? plan : await look(restoring);
  for (const what of after.differing) print(`unlike the backup, and left as it is: ${what}`);
  for (const { object, why } of after.leaving) {
    print(`${describeObject(object)} ${why}; it can be restored once it is gone`);
  }
  return after.missing.length === 0 && after.leaving.length === 0;
}

async function look({ client, inventory, namespace }: Restoring): Promise<RestorePlan> {
  const found = await listInventoryObjects(client, inventory, namespace);
  return restorePlan(
    inventory,
    found.map(({ object }) => object),
  );
}

/** Throws an Error that says what has to be installed or created first. */
async function checkTypesAndNamespaces({ client }: Restoring, missing: readonly InventoryEntry[]): Promise<void> {
  const objects = missing.map(({ object }) => object);
  const resourceOf = await discover(client, objects);
  const unknown = objects.filter((object) => resourceOf(object) === undefined);
  const types = [...new Set(unknown.map(({ apiVersion, kind }) => `${kind} of ${apiVersion}`))];
  if (types.length > 0) throw new Error(`this cluster does not know ${nameList(types)}; install what brings it first`);
  for (const name of new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))) {
    const found = await client.get(namespaces, { name });
    if (found === undefined) throw new Error(`there is no namespace ${name}; create it first, with the labels it had`);
  }
}

/** Owners first. An object that is refused does not keep the others from being tried. */
async function createAll({ client, print }: Restoring, { missing, uids }: RestorePlan): Promise<void> {
  const known = new Map(uids);
  for (const entry of missing) {
    const outcome = await create(client, entry, known);
    if ('problem' in outcome) {
      print(`${describeObject(entry.object)} was not created: ${outcome.problem}`);
      continue;
    }
    known.set(entry.object.metadata.uid ?? '', outcome.uid);
    print(`created ${describeObject(entry.object)}`);
  }
}

type Outcome = { readonly uid: string } | { readonly problem: string };

async function create(
  client: ClusterClient,
  { resource, object }: InventoryEntry,
  known: ReadonlyMap<string, string>,
): Promise<Outcome> {
  const restored = restoredObject(object, known);
  if ('missingOwner' in restored) {
    const { kind, name } = restored.missingOwner;
    return { problem: `its owner ${kind} ${name} is missing` };
  }
  try {
    const { metadata } = await client.create(resource, restored.object);
    return { uid: metadata.uid ?? '' };
  } catch (error) {
    // A server that does not answer answers for none of the others either.
    if (!isKubeError(error) || error.kind === 'network' || error.kind === 'timeout') throw error;
    return { problem: error.message };
  }
}
