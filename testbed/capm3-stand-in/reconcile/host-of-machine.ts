/** The effects on a machine's BareMetalHost: finding, claiming, pausing, provisioning and releasing it. */
import type { ObjectRef } from '../../../src/api/kube-object.ts';
import { bareMetalHosts } from '../../../src/api/resources.ts';
import { isConflict } from '../../../src/kube/errors.ts';
import type { BareMetalHost } from '../bare-metal-host.ts';
import { chooseHost, isConsumedBy } from '../decide/host-choice.ts';
import { claimPatch, type HostPatch, nextRelease } from '../decide/host-claim.ts';
import { pausePatches } from '../decide/host-pause.ts';
import { hostAnnotation } from '../marks.ts';
import type { Metal3Machine } from '../metal3-machine.ts';
import { metal3Machines } from '../resources.ts';
import { refOf, type World } from '../world.ts';

export async function patchHost(
  world: World,
  host: BareMetalHost,
  patch: HostPatch | undefined,
): Promise<BareMetalHost> {
  if (patch === undefined) return host;
  return world.client.patch<BareMetalHost>(bareMetalHosts, refOf(host), { type: 'merge', body: patch });
}

/** The `namespace/name` of the claimed host as the Metal3Machine remembers it. */
export function rememberedHost(machine: Metal3Machine): Required<ObjectRef> | undefined {
  const [namespace, name] = machine.metadata.annotations?.[hostAnnotation]?.split('/') ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}

export async function hostOf(world: World, machine: Metal3Machine): Promise<BareMetalHost | undefined> {
  const ref = rememberedHost(machine);
  return ref && world.client.get<BareMetalHost>(bareMetalHosts, ref);
}

async function tryToClaim(
  world: World,
  machine: Metal3Machine,
  cluster: string,
): Promise<BareMetalHost | 'none' | 'lost'> {
  const { namespace } = refOf(machine);
  const hosts = await world.client.list<BareMetalHost>(bareMetalHosts, { namespace });
  const chosen = chooseHost(hosts.items, machine, cluster);
  if (chosen === undefined) return 'none';
  if (isConsumedBy(chosen, machine)) return chosen;
  try {
    return await patchHost(world, chosen, claimPatch(chosen, machine, cluster));
  } catch (error) {
    if (isConflict(error)) return 'lost';
    throw error;
  }
}

/**
 * Claims a host and remembers it in the machine's annotation. The host first: a crash in between leaves a host that names
 * its consumer, which the next try finds. undefined when no host is free.
 */
export async function associate(
  world: World,
  machine: Metal3Machine,
  cluster: string,
): Promise<BareMetalHost | undefined> {
  return world.oneClaim(async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const claimed = await tryToClaim(world, machine, cluster);
      if (claimed === 'none') return undefined;
      if (claimed === 'lost') continue;
      const { namespace, name } = refOf(claimed);
      const body = { metadata: { annotations: { [hostAnnotation]: `${namespace}/${name}` } } };
      await world.client.patch(metal3Machines, refOf(machine), { type: 'merge', body });
      world.log('claimed host', { metal3Machine: machine.metadata.name, host: name });
      return claimed;
    }
    return undefined;
  });
}

/** Applies the pause of CAPM3 1.14; the message when it fails, which is reported and not retried. */
export async function pauseHost(world: World, host: BareMetalHost): Promise<string | undefined> {
  try {
    let current = host;
    for (const patch of pausePatches(host)) current = await patchHost(world, current, patch);
    return undefined;
  } catch (error) {
    return `cannot pause BareMetalHost ${host.metadata.name}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Goes one step further in giving the host back; true when it is free. */
export async function releaseHost(
  world: World,
  host: BareMetalHost | undefined,
  machine: Metal3Machine,
): Promise<boolean> {
  if (host === undefined || !isConsumedBy(host, machine)) return true;
  const release = nextRelease(host);
  if (release.step === 'wait') return false;
  await patchHost(world, host, release.patch);
  world.log(`released host: ${release.step}`, { metal3Machine: machine.metadata.name, host: host.metadata.name });
  return release.step === 'let-go';
}
