/** Secrets of hosts and address pools that would not move, word for word; and those that move once they are labelled. */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { orphanPools, orphanSecrets } from '../../../src/pivot/gates/needed-objects.ts';
import { cluster, marked, object, secret, spare } from '../given.ts';
import { dataTemplates, inSource, ipAddressClaims, ipClaims, ipPools, said, vaults } from './given.ts';

const moveLabel = { labels: { 'clusterctl.cluster.x-k8s.io/move': '' } };
const prod = cluster();
const one = spare('a');
const names = (objects: readonly KubeObject[]) => objects.map(({ metadata }) => metadata.name);

describe('CredentialsMove', () => {
  const remedy =
    'the target could not register the host without it; create it, or let nothing that stays own or use it';
  const other = spare('b', { spec: { bmc: { credentialsName: 'a-bmc' } } });
  const networked = spare('a', { spec: { preprovisioningNetworkDataName: 'a-network' } });
  const outside = object(vaults, 'vault');
  const hardware = object(dataTemplates, 'alone', moveLabel);
  const onItsOwn = spare('b', { metadata: { ownedBy: [outside] }, spec: { bmc: { credentialsName: 'a-bmc' } } });

  it.each([
    ['does not exist', [one], 'a-bmc', 'bmc.credentialsName, and does not exist'],
    [
      'with network data does not exist',
      [networked, secret('a-bmc', { ownedBy: [networked] })],
      'a-network',
      'preprovisioningNetworkDataName, and does not exist',
    ],
    [
      'is owned by something that stays',
      [one, secret('a-bmc', { ownedBy: [outside] })],
      'a-bmc',
      'bmc.credentialsName, and is owned by Vault vault, which does not move',
    ],
    [
      'is owned by something that stays, too',
      [one, secret('a-bmc', { ownedBy: [one, outside] })],
      'a-bmc',
      'bmc.credentialsName, and is owned by Vault vault, which does not move',
    ],
    [
      'is owned by an earlier host of the same name',
      [one, secret('a-bmc', { ownedBy: [marked(one, { uid: 'earlier' })] })],
      'a-bmc',
      'bmc.credentialsName, and is owned by BareMetalHost a, which does not move',
    ],
    [
      'is owned by something that takes nothing along',
      [one, hardware, secret('a-bmc', { ownedBy: [hardware] })],
      'a-bmc',
      'bmc.credentialsName, and is owned by Metal3DataTemplate alone, which moves without what it owns',
    ],
    [
      'is used by a host that stays',
      [one, onItsOwn, secret('a-bmc')],
      'a-bmc',
      'bmc.credentialsName, and is used by BareMetalHost metal3/b too, which does not move',
    ],
  ])('fails for a Secret that %s', (_, objects: readonly KubeObject[], name, seen) => {
    const observed = inSource(prod, ...objects);
    expect(said('CredentialsMove', observed)).toEqual({
      message: `Secret metal3/${name} is named by BareMetalHost metal3/a in spec.${seen}; ${remedy}`,
      objects: [`Secret metal3/${name}`],
    });
    expect(orphanSecrets(observed)).toEqual([]);
  });

  it.each([
    ['a host owns', [one, secret('a-bmc', { ownedBy: [one] })], []],
    ['is labelled', [one, secret('a-bmc', moveLabel)], []],
    ['nobody owns', [one, secret('a-bmc'), secret('unrelated')], ['a-bmc']],
    ['nobody owns, and several hosts use', [one, other, secret('a-bmc')], ['a-bmc']],
    [
      'nobody owns, with network data',
      [networked, secret('a-bmc', { ownedBy: [networked] }), secret('a-network')],
      ['a-network'],
    ],
    [
      'has credentials of the same name for both',
      [spare('a', { spec: { bmc: { credentialsName: 'x' }, preprovisioningNetworkDataName: 'x' } }), secret('x')],
      ['x'],
    ],
    ['no host wants', [spare('a', { spec: { bmc: undefined } })], []],
    ['has an empty name', [spare('a', { spec: { bmc: { credentialsName: '' } } })], []],
  ])('passes for a Secret that %s', (_, objects: readonly KubeObject[], orphans) => {
    const observed = inSource(prod, ...objects);
    expect(said('CredentialsMove', observed)).toBeUndefined();
    expect(names(orphanSecrets(observed))).toEqual(orphans);
  });

  it('lists each of many Secrets once', () => {
    const hosts = ['a', 'b', 'c'].map((name) => spare(name, { spec: { preprovisioningNetworkDataName: 'network' } }));
    expect(said('CredentialsMove', inSource(prod, ...hosts))?.objects).toEqual([
      'Secret metal3/a-bmc',
      'Secret metal3/network',
      'Secret metal3/b-bmc',
      'Secret metal3/c-bmc',
    ]);
  });
});

describe('AddressPoolsMove', () => {
  const remedy = 'addresses would be given out anew without it; create it, or let nothing that stays own or use it';
  const template = (ref: object) =>
    object(dataTemplates, 'prod', { ownedBy: [prod] }, { spec: { networkData: { networks: { ipv4: [ref] } } } });
  const byName = template({ ipAddressFromIPPool: 'pool' });
  const byRef = template({ fromPoolRef: { apiGroup: 'ipam.metal3.io', kind: 'IPPool', name: 'pool' } });
  const inMetaData = object(
    dataTemplates,
    'prod',
    { ownedBy: [prod] },
    { spec: { metaData: { ipAddressesFromIPPool: [{ key: 'ip', name: 'pool' }] } } },
  );
  const claim = object(
    ipClaims,
    'ours',
    { ownedBy: [prod] },
    { spec: { pool: { name: 'pool', namespace: 'metal3' } } },
  );
  const poolRef = { apiGroup: 'ipam.metal3.io', kind: 'IPPool', name: 'pool' };
  const capiClaim = object(ipAddressClaims, 'ours', { ownedBy: [prod] }, { spec: { poolRef } });
  const foreignClaim = object(ipClaims, 'guest', {}, { spec: { pool: { name: 'pool' } } });
  const pool = object(ipPools, 'pool', {}, { spec: {} });

  it.each([
    ['a template names by its name', byName, 'networkData.networks.ipv4.0.ipAddressFromIPPool'],
    ['a template refers to', byRef, 'networkData.networks.ipv4.0.fromPoolRef'],
    ['metadata takes an address of', inMetaData, 'metaData.ipAddressesFromIPPool.0'],
    ['a claim has an address of', claim, 'pool'],
    ["a claim of Cluster API's IPAM has an address of", capiClaim, 'poolRef'],
  ])('fails for a pool that %s and that does not exist', (_, referrer: KubeObject, field) => {
    const { kind, metadata } = referrer;
    expect(said('AddressPoolsMove', inSource(prod, referrer))).toEqual({
      message: `IPPool metal3/pool is named by ${kind} metal3/${metadata.name} in spec.${field}, and does not exist; ${remedy}`,
      objects: ['IPPool metal3/pool'],
    });
  });

  it('fails for a pool that something else uses, too', () => {
    const observed = inSource(prod, byName, pool, foreignClaim);
    expect(said('AddressPoolsMove', observed)).toEqual({
      message: `IPPool metal3/pool is named by Metal3DataTemplate metal3/prod in spec.networkData.networks.ipv4.0.ipAddressFromIPPool, and is used by IPClaim metal3/guest too, which does not move; ${remedy}`,
      objects: ['IPPool metal3/pool'],
    });
    expect(orphanPools(observed)).toEqual([]);
  });

  it.each([
    ['its Cluster owns', [byName, marked(pool, object(ipPools, 'pool', { ownedBy: [prod] }).metadata)], []],
    ['nobody owns', [byName, claim, pool, object(ipPools, 'unrelated')], ['pool']],
    [
      'is of another provider, which others judge',
      [template({ fromPoolRef: { ...poolRef, apiGroup: 'ipam.example.com' } })],
      [],
    ],
    [
      'a template of no Cluster names, since such a template moves by its kind',
      [marked(byName, { ownerReferences: [] }), pool],
      ['pool'],
    ],
    ['nothing is said of', [template({ fromPoolRef: {} }), object(ipClaims, 'odd', { ownedBy: [prod] })], []],
  ])('passes for a pool that %s', (_, objects: readonly KubeObject[], orphans) => {
    const observed = inSource(prod, ...objects);
    expect(said('AddressPoolsMove', observed)).toBeUndefined();
    expect(names(orphanPools(observed))).toEqual(orphans);
  });
});
