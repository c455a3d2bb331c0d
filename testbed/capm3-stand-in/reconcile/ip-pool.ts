/** IPPool, in the place of Metal3 IPAM: answers each IPClaim with an IPAddress that both of them own. */
import type { ObjectRef } from '../../../src/api/kube-object.ts';
import { clusterNameLabel } from '../../../src/api/marks.ts';
import { addressName, allocate, type IpAddress, type IpClaim, type IpPool } from '../decide/address-allocation.ts';
import { ownerReference } from '../decide/ownership.ts';
import { isAnnotatedPaused, isPaused } from '../decide/paused.ts';
import { finalizers } from '../marks.ts';
import { ipAddresses, ipClaims, ipPools } from '../resources.ts';
import { adorn, clusterNamed, dropFinalizer, type Outcome, refOf, type World, writeStatus } from '../world.ts';
import { createOnce } from './create-once.ts';

async function createAddress(
  world: World,
  pool: IpPool,
  claim: IpClaim,
  taken: ReadonlySet<string>,
): Promise<IpAddress | undefined> {
  const allocation = allocate(pool, claim.metadata.name, taken);
  if ('exhausted' in allocation) {
    await writeStatus(world, ipClaims, claim, { errorMessage: allocation.exhausted });
    return undefined;
  }
  const { namespace } = refOf(pool);
  const { apiVersion } = pool;
  return createOnce<IpAddress>(world, ipAddresses, {
    apiVersion,
    kind: 'IPAddress',
    metadata: {
      name: addressName(pool, allocation.address),
      namespace,
      labels: { [clusterNameLabel]: pool.spec?.clusterName ?? '' },
      ownerReferences: [ownerReference(pool, true), ownerReference(claim)],
      finalizers: [finalizers.ipAddress],
    },
    spec: {
      claim: { apiVersion, kind: 'IPClaim', ...refOf(claim) },
      pool: { apiVersion, kind: 'IPPool', ...refOf(pool) },
      ...allocation,
    },
  });
}

async function forgetClaim(world: World, claim: IpClaim, address: IpAddress | undefined): Promise<void> {
  if (address === undefined) {
    await dropFinalizer(world, ipClaims, claim, finalizers.ipClaim);
    return;
  }
  await world.client.delete(ipAddresses, refOf(address));
  const leaving = await world.client.get<IpAddress>(ipAddresses, refOf(address));
  if (leaving !== undefined) await dropFinalizer(world, ipAddresses, leaving, finalizers.ipAddress);
}

async function answerClaims(world: World, pool: IpPool): Promise<readonly IpAddress[]> {
  const { namespace, name } = refOf(pool);
  const claims = (await world.client.list<IpClaim>(ipClaims, { namespace })).items
    .filter((claim) => claim.spec?.pool?.name === name && !isAnnotatedPaused(claim))
    .toSorted((a, b) => a.metadata.name.localeCompare(b.metadata.name));
  const addresses = (await world.client.list<IpAddress>(ipAddresses, { namespace })).items.filter(
    (address) => address.spec?.pool?.name === name,
  );
  const taken = new Set(addresses.map((address) => address.spec?.address ?? ''));
  for (const claim of claims) {
    const found = addresses.find((address) => address.spec?.claim?.name === claim.metadata.name);
    if (claim.metadata.deletionTimestamp !== undefined) {
      await forgetClaim(world, claim, found);
      continue;
    }
    const current = await adorn(world, ipClaims, claim, { finalizer: finalizers.ipClaim });
    const address = found ?? (await createAddress(world, pool, current, taken));
    if (address === undefined) continue;
    taken.add(address.spec?.address ?? '');
    if (found === undefined) addresses.push(address);
    const { apiVersion, kind } = address;
    await writeStatus(world, ipClaims, current, { address: { apiVersion, kind, ...refOf(address) } });
  }
  return addresses;
}

export async function reconcileIpPool(world: World, ref: Required<ObjectRef>): Promise<Outcome> {
  const pool = await world.client.get<IpPool>(ipPools, ref);
  if (pool === undefined) return 'done';
  const { clusterName } = pool.spec ?? {};
  const cluster = await clusterNamed(world, ref.namespace, clusterName);
  if (clusterName !== undefined && cluster === undefined) return { againMs: 10_000 };
  if (isPaused(cluster, pool)) return 'done';
  if (pool.metadata.deletionTimestamp !== undefined) {
    const addresses = await answerClaims(world, pool);
    if (addresses.length > 0) return { againMs: 5000 };
    await dropFinalizer(world, ipPools, pool, finalizers.ipPool);
    return 'done';
  }
  const current = await adorn(world, ipPools, pool, {
    finalizer: finalizers.ipPool,
    ...(cluster && { owner: ownerReference(cluster), labels: { [clusterNameLabel]: cluster.metadata.name } }),
  });
  const addresses = await answerClaims(world, current);
  const indexes = Object.fromEntries(
    addresses.map((address) => [address.spec?.claim?.name ?? '', address.spec?.address ?? '']),
  );
  await writeStatus(world, ipPools, current, { indexes });
  return 'done';
}
