import { assert, constantFrom, dictionary, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BareMetalHost } from '../../../testbed/capm3-stand-in/bare-metal-host.ts';
import type { HostPatch } from '../../../testbed/capm3-stand-in/decide/host-claim.ts';
import { ensureBlockMovePatch, pausePatches, unpausePatch } from '../../../testbed/capm3-stand-in/decide/host-pause.ts';
import { host } from './hosts.ts';

const paused = 'baremetalhost.metal3.io/paused';
const status = 'baremetalhost.metal3.io/status';
const blockMove = 'clusterctl.cluster.x-k8s.io/block-move';

function applied(start: BareMetalHost, patches: readonly HostPatch[]): Readonly<Record<string, string>>[] {
  const seen: Record<string, string>[] = [];
  let annotations: Record<string, string> = { ...start.metadata.annotations };
  for (const patch of patches) {
    annotations = { ...annotations };
    for (const [key, value] of Object.entries(patch.metadata?.annotations ?? {})) {
      if (value === null) delete annotations[key];
      else annotations[key] = value;
    }
    seen.push(annotations);
  }
  return seen;
}

describe('pausing the host of a paused Cluster', () => {
  it('writes pause and status at once, without the hardware, and only then gives up block-move', () => {
    const before = host({ state: 'provisioned', status: { hardware: { hostname: 'h' }, poweredOn: true } });
    const steps = applied(before, pausePatches(before));
    expect(steps).toHaveLength(3);
    expect(steps[0]).toEqual({ [blockMove]: '' });
    expect(Object.keys(steps[1] ?? {}).sort()).toEqual([paused, status, blockMove].sort());
    expect(Object.keys(steps[2] ?? {}).sort()).toEqual([paused, status].sort());
    expect(steps[2]?.[paused]).toBe('metal3.io/capm3');
    expect(JSON.parse(steps[2]?.[status] ?? '')).toEqual({
      operationalStatus: 'OK',
      errorMessage: '',
      poweredOn: true,
      provisioning: { state: 'provisioned', ID: 'id' },
    });
  });

  it('leaves a host that somebody else paused without a status annotation, and only takes block-move away', () => {
    const before = host({ annotations: { [paused]: 'me', [blockMove]: '' } });
    expect(applied(before, pausePatches(before))).toEqual([{ [paused]: 'me' }]);
  });

  it('never lets a host be movable before it is paused, and is finished after one pass', () => {
    const annotations = dictionary(constantFrom(paused, status, blockMove, 'other'), constantFrom('', 'x'));
    assert(
      property(annotations, (start) => {
        const before = host({ annotations: start });
        const steps = applied(before, pausePatches(before));
        for (const step of steps) expect(blockMove in step || paused in step).toBe(true);
        const last = steps.at(-1) ?? start;
        expect(paused in last && !(blockMove in last)).toBe(true);
        expect(pausePatches(host({ annotations: last }))).toEqual([]);
      }),
    );
  });
});

describe('unpausing', () => {
  const labels = { 'cluster.x-k8s.io/cluster-name': 'prod' };

  it("lifts CAPM3's own pause of this Cluster's host", () => {
    const patch = unpausePatch(host({ labels, annotations: { [paused]: 'metal3.io/capm3' } }), 'prod');
    expect(patch).toEqual({ metadata: { annotations: { [paused]: null } } });
  });

  it.each([
    ['another value', { labels, annotations: { [paused]: 'pivot.metal3.io' } }],
    ['another Cluster', { labels: {}, annotations: { [paused]: 'metal3.io/capm3' } }],
    ['no pause', { labels }],
  ])('leaves %s alone', (_what, input) => {
    expect(unpausePatch(host(input), 'prod')).toBeUndefined();
  });
});

it('puts block-move back on a host that lost it', () => {
  expect(ensureBlockMovePatch(host())).toEqual({ metadata: { annotations: { [blockMove]: '' } } });
  expect(ensureBlockMovePatch(host({ annotations: { [blockMove]: '' } }))).toBeUndefined();
});
