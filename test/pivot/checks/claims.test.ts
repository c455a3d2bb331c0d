/** Claims that are only half there, and Metal3Machines that are not ready, word for word. */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { cluster, host, marked, metal3Machine, spare } from '../given.ts';
import { inSource, said } from './given.ts';

const clusterLabel = (name: string) => ({ labels: { 'cluster.x-k8s.io/cluster-name': name } });
const claim = (name: string) => ({ annotations: { 'metal3.io/BareMetalHost': name } });
const claimedBy = (consumerRef: object) => host('m-0', { spec: { consumerRef } });

describe('HostClaimsConsistent', () => {
  const remedy =
    'make spec.consumerRef and label of the host and the annotation metal3.io/BareMetalHost of its Metal3Machine agree';

  it.each([
    [
      'a host is claimed by a Metal3Machine that does not exist',
      [host('m-0')],
      'BareMetalHost metal3/m-0 is claimed by Metal3Machine metal3/m-0, which does not exist',
    ],
    [
      'a host is claimed by a Metal3Machine of another namespace',
      [
        claimedBy({ kind: 'Metal3Machine', name: 'm-0', namespace: 'other' }),
        marked(metal3Machine('m-0'), { annotations: {} }),
      ],
      'BareMetalHost metal3/m-0 is claimed by Metal3Machine other/m-0, which does not exist',
    ],
    [
      'a Metal3Machine does not know its host',
      [host('m-0'), marked(metal3Machine('m-0'), { annotations: {} })],
      'BareMetalHost metal3/m-0 is claimed by Metal3Machine metal3/m-0, which names no host',
    ],
    [
      'a host is claimed, and labelled for no Cluster',
      [host('m-0', { metadata: { labels: {} } }), metal3Machine('m-0')],
      'BareMetalHost metal3/m-0 is claimed and lacks the label cluster.x-k8s.io/cluster-name',
    ],
    [
      'a host is labelled for another Cluster',
      [host('m-0', { metadata: clusterLabel('test') }), metal3Machine('m-0')],
      'BareMetalHost metal3/m-0 is claimed and labelled as of Cluster test',
    ],
    [
      'a Metal3Machine names a host that does not exist',
      [metal3Machine('m-0')],
      'Metal3Machine metal3/m-0 names host metal3/m-0, which does not exist',
    ],
    [
      'a Metal3Machine names a host that is free',
      [spare('m-0'), metal3Machine('m-0')],
      'Metal3Machine metal3/m-0 names host metal3/m-0, which is claimed by none',
    ],
    [
      'a Metal3Machine names something that is no host',
      [metal3Machine('m-0', {}, claim('m-0'))],
      'Metal3Machine metal3/m-0 names host m-0, which does not exist',
    ],
  ])('fails when %s', (_, objects: readonly KubeObject[], seen) => {
    expect(said('HostClaimsConsistent', inSource(cluster(), ...objects))).toEqual({
      message: `${seen}; ${remedy}`,
      objects: [seen.split(' ').slice(0, 2).join(' ')],
    });
  });

  it('tells of two hosts that one Metal3Machine is said to have claimed', () => {
    const second = host('m-1', { spec: { consumerRef: { kind: 'Metal3Machine', name: 'm-0' } } });
    expect(said('HostClaimsConsistent', inSource(cluster(), host('m-0'), second, metal3Machine('m-0')))).toEqual({
      message: `BareMetalHost metal3/m-1 is claimed by Metal3Machine metal3/m-0, which names host metal3/m-0; ${remedy}`,
      objects: ['BareMetalHost metal3/m-1'],
    });
  });

  it('tells of a Metal3Machine and a host that are both claimed crosswise', () => {
    const crossed = metal3Machine('m-1', {}, claim('metal3/m-0'));
    expect(said('HostClaimsConsistent', inSource(cluster(), host('m-0'), metal3Machine('m-0'), crossed))).toEqual({
      message: `Metal3Machine metal3/m-1 names host metal3/m-0, which is claimed by Metal3Machine metal3/m-0; ${remedy}`,
      objects: ['Metal3Machine metal3/m-1'],
    });
  });

  it.each([
    ['agree', [cluster(), host('m-0'), metal3Machine('m-0')]],
    ['are of no Cluster, since none exists, which others tell', [host('m-0'), metal3Machine('m-0')]],
    ['are free: hosts', [cluster(), spare('a', { metadata: clusterLabel('gone') })]],
    ['are free: Metal3Machines', [cluster(), marked(metal3Machine('m-0'), { annotations: {} })]],
    ['are used by something else', [cluster(), claimedBy({ kind: 'HostClaim', name: 'tenant' })]],
    [
      'have a namespace in the reference',
      [cluster(), claimedBy({ kind: 'Metal3Machine', name: 'm-0', namespace: 'metal3' }), metal3Machine('m-0')],
    ],
  ])('passes for those that %s', (_, objects: readonly KubeObject[]) => {
    expect(said('HostClaimsConsistent', inSource(...objects))).toBeUndefined();
  });
});

describe('Metal3MachinesReady', () => {
  const remedy = 'waiting until it is ready and nobody pauses it';
  const ready = (status: string, message = '') => ({ conditions: [{ type: 'Ready', status, message }] });

  it.each([
    [
      'is paused',
      metal3Machine('m-0', {}, { annotations: { 'cluster.x-k8s.io/paused': '' } }),
      'is paused by cluster.x-k8s.io/paused',
    ],
    [
      'is not ready, though it once was',
      metal3Machine('m-0', ready('False', 'the Node has gone')),
      'is not ready: Ready is False (the Node has gone)',
    ],
    ['is perhaps ready', metal3Machine('m-0', ready('Unknown')), 'is not ready: Ready is Unknown'],
    ['is not provisioned', metal3Machine('m-0', { initialization: { provisioned: false } }), 'is not provisioned yet'],
    [
      'is not ready by contract v1beta1',
      metal3Machine('m-0', { initialization: undefined, ready: false }),
      'is not provisioned yet',
    ],
    ['says nothing', { ...metal3Machine('m-0'), status: undefined }, 'is not provisioned yet'],
  ])('fails for one that %s', (_, machine: KubeObject, seen) => {
    expect(said('Metal3MachinesReady', inSource(machine))).toEqual({
      message: `Metal3Machine metal3/m-0 ${seen}; ${remedy}`,
      objects: ['Metal3Machine metal3/m-0'],
    });
  });

  it.each([
    ['is ready by condition', metal3Machine('m-0', ready('True'))],
    ['is provisioned by contract v1beta2', metal3Machine('m-0')],
    ['is ready by contract v1beta1', metal3Machine('m-0', { initialization: undefined, ready: true })],
  ])('passes for one that %s', (_, machine) => {
    expect(said('Metal3MachinesReady', inSource(machine))).toBeUndefined();
  });
});
