import { describe, expect, it } from 'vitest';
import { chooseHost } from '../../../testbed/capm3-stand-in/decide/host-choice.ts';
import { claimPatch, nextRelease, provisionPatch } from '../../../testbed/capm3-stand-in/decide/host-claim.ts';
import { host, metal3Machine } from './hosts.ts';

const mine = { kind: 'Metal3Machine', name: 'worker-a', namespace: 'metal3' };

describe('which host a machine gets', () => {
  it('is the first available one by name, whatever their order', () => {
    const hosts = [host({ name: 'c' }), host({ name: 'a', state: 'inspecting' }), host({ name: 'b' })];
    expect(chooseHost(hosts, metal3Machine(), 'prod')?.metadata.name).toBe('b');
    expect(chooseHost(hosts.toReversed(), metal3Machine(), 'prod')?.metadata.name).toBe('b');
  });

  it('is the one it has claimed before, even when that is provisioned by now', () => {
    const hosts = [host({ name: 'a' }), host({ name: 'z', state: 'provisioned', spec: { consumerRef: mine } })];
    expect(chooseHost(hosts, metal3Machine(), 'prod')?.metadata.name).toBe('z');
  });

  it.each([
    ['claimed by another machine', { spec: { consumerRef: { ...mine, name: 'worker-b' } } }],
    ['paused', { annotations: { 'baremetalhost.metal3.io/paused': '' } }],
    ['marked unhealthy', { annotations: { 'capi.metal3.io/unhealthy': '' } }],
    ['in error', { status: { errorMessage: 'no power' } }],
    ['of another Cluster', { labels: { 'cluster.x-k8s.io/cluster-name': 'other' } }],
    ['provisioned', { state: 'provisioned' }],
    ['not matched by the selector', { labels: { rack: '2' } }],
  ])('is never one that is %s', (_why, input) => {
    const machine = metal3Machine('worker-a', { hostSelector: { matchLabels: { rack: '1' } } });
    const good = host({ name: 'good', labels: { rack: '1' } });
    const bad = host({ name: 'bad', ...input, labels: { rack: '1', ...('labels' in input ? input.labels : {}) } });
    expect(chooseHost([bad], machine, 'prod')).toBeUndefined();
    expect(chooseHost([bad, good], machine, 'prod')?.metadata.name).toBe('good');
  });

  it.each([
    ['In', ['1', '2'], true],
    ['NotIn', ['1'], false],
    ['Exists', [], true],
    ['DoesNotExist', [], false],
    ['Unknown', ['1'], false],
  ])('follows the operator %s', (operator, values, fits) => {
    const machine = metal3Machine('worker-a', {
      hostSelector: { matchExpressions: [{ key: 'rack', operator, values }] },
    });
    expect(chooseHost([host({ labels: { rack: '1' } })], machine, 'prod') !== undefined).toBe(fits);
  });
});

describe('what is written to the host', () => {
  it('guards the claim with the resourceVersion and sets no owner', () => {
    const patch = claimPatch(host(), metal3Machine(), 'prod');
    expect(patch.metadata?.resourceVersion).toBe('7');
    expect(patch.metadata).not.toHaveProperty('ownerReferences');
    expect(patch.spec?.['consumerRef']).toMatchObject(mine);
  });

  it('never writes an image to a host that is provisioned or has one', () => {
    const data = { userData: { name: 'boot', namespace: 'metal3' } };
    expect(provisionPatch(host(), metal3Machine(), data)?.spec).toMatchObject({ ...data, online: true });
    expect(provisionPatch(host({ state: 'provisioned' }), metal3Machine(), data)).toBeUndefined();
    expect(provisionPatch(host({ spec: { image: { url: 'x' } } }), metal3Machine(), data)).toBeUndefined();
  });

  it('gives a host back in three steps: wipe, wait, let go', () => {
    const full = host({ state: 'provisioned', spec: { image: { url: 'x' }, consumerRef: mine } });
    expect(nextRelease(full)).toMatchObject({ step: 'deprovision', patch: { spec: { image: null, online: false } } });
    const off = { online: false, consumerRef: mine };
    expect(nextRelease(host({ state: 'deprovisioning', spec: off }))).toEqual({
      step: 'wait',
      state: 'deprovisioning',
    });
    expect(nextRelease(host({ spec: off }))).toMatchObject({ step: 'let-go', patch: { spec: { consumerRef: null } } });
  });
});
