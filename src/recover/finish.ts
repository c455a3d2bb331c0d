/** Lets this cluster manage what the backup names: unpauses it, and waits until every host is back. */
import { bareMetalHosts, secrets } from '../api/resources.ts';
import { observeWorkloads } from '../controller/observe-workloads.ts';
import { patchIncarnation } from '../controller/patch-incarnation.ts';
import { listInventoryObjects } from '../controller/read-lists.ts';
import type { Clock } from '../kube/clock.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { isTransient } from '../kube/errors.ts';
import { describeObject, type FoundObject } from '../pivot/graph.ts';
import type { Inventory } from '../pivot/inventory.ts';
import { type HostNow, hostsNow, missingPrograms, missingShared, unpausings, unsafeToUnpause } from './finish-plan.ts';
import { restorePlan } from './restore-plan.ts';

export interface Finishing {
  readonly client: ClusterClient;
  readonly clock: Clock;
  readonly inventory: Inventory;
  /** The one that was moved. */
  readonly namespace: string;
  readonly dryRun: boolean;
  readonly timeoutSeconds: number;
  /** Takes a line for the human. */
  readonly print: (line: string) => void;
}

const pollMs = 5000;

/** Whether every host is back, or nothing is in the way where it is a dry run. A second call waits for what is left. */
export async function finish(finishing: Finishing): Promise<boolean> {
  const { client, inventory, namespace, dryRun, print } = finishing;
  const present = await listInventoryObjects(client, inventory, namespace);
  const unsafe = unsafeToUnpause(
    inventory,
    present.map(({ object }) => object),
  );
  for (const what of unsafe) print(what);
  if (unsafe.length > 0) {
    print('nothing was unpaused; mend that (recover restore creates what is missing), and run finish again');
    return false;
  }
  await warn(finishing, present);
  await unpause(finishing, present);
  if (!dryRun) return untilBack(finishing);
  const away = (await lookAtHosts(finishing)).filter(({ why }) => why !== undefined);
  for (const { host, why } of away) print(`${host} ${why}`);
  return true;
}

async function warn({ client, inventory, print }: Finishing, present: readonly FoundObject[]): Promise<void> {
  const objects = present.map(({ object }) => object);
  for (const object of missingShared(inventory, objects)) {
    print(`warning: ${describeObject(object)} is missing, which others shared in the source`);
  }
  for (const what of restorePlan(inventory, objects).differing) print(`warning: unlike the backup: ${what}`);
  const { workloads } = await observeWorkloads(client, []);
  for (const what of missingPrograms(workloads)) print(`warning: ${what}`);
}

async function unpause(
  { client, inventory, dryRun, print }: Finishing,
  present: readonly FoundObject[],
): Promise<void> {
  for (const { resource, object, patch } of unpausings(inventory, present)) {
    print(`${dryRun ? 'would unpause' : 'unpausing'} ${describeObject(object)}`);
    if (!dryRun) await patchIncarnation(client, resource, object, patch);
  }
}

async function untilBack(finishing: Finishing): Promise<boolean> {
  const { clock, timeoutSeconds, print } = finishing;
  const deadline = clock.monotonic() + timeoutSeconds * 1000;
  const told = new Map<string, string>();
  for (;;) {
    const away = await tellHosts(finishing, told);
    if (away === 0) {
      print('every host is back');
      return true;
    }
    const left = deadline - clock.monotonic();
    if (left <= 0) {
      print(`not every host is back after ${timeoutSeconds} s; run finish again to wait on`);
      return false;
    }
    await clock.sleep(Math.min(pollMs, left));
  }
}

/** Says what changed since it was told, and how many hosts are not back; undefined when the cluster did not answer. */
async function tellHosts(finishing: Finishing, told: Map<string, string>): Promise<number | undefined> {
  try {
    const hosts = await lookAtHosts(finishing);
    for (const { host, why = 'is back' } of hosts) {
      if (told.get(host) !== why) finishing.print(`${host} ${why}`);
      told.set(host, why);
    }
    return hosts.filter(({ why }) => why !== undefined).length;
  } catch (error) {
    if (!isTransient(error)) throw error;
    finishing.print(`${error.message}; asking again`);
    return undefined;
  }
}

async function lookAtHosts({ client, inventory, namespace }: Finishing): Promise<readonly HostNow[]> {
  const [hosts, credentials] = await Promise.all(
    [bareMetalHosts, secrets].map((resource) => client.list(resource, { namespace })),
  );
  const versions = (credentials?.items ?? []).map(
    ({ metadata }) => [metadata.name, metadata.resourceVersion ?? ''] as const,
  );
  return hostsNow(inventory, hosts?.items ?? [], new Map(versions));
}
