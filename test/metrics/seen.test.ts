import { describe, expect, it } from 'vitest';
import { seenIn } from '../../src/metrics/seen.ts';
import type { EndpointView } from '../../src/pivot/endpoint/view.ts';
import { cleanView, heldView, holding, releasedView, report, side } from '../pivot/endpoint/given.ts';
import { endpoint, released, seen } from '../pivot/endpoint/observed.ts';
import { at, cluster, host, observation, targetView } from '../pivot/given.ts';

const spec = { ironic: { endpoint } };

it('hosts are counted by state, whatever another version calls its states', () => {
  const hosts = [
    host('a'),
    host('b', { state: 'available' }),
    host('c', { state: '' }),
    host('d', { state: 'melted' }),
  ];
  const { source, target } = seenIn(observation({ target: targetView([], { hosts }) })).hosts;
  expect(target).toMatchObject({ provisioned: 1, available: 1, none: 1, other: 1, deprovisioning: 0 });
  expect(source).toMatchObject({ provisioned: 2, other: 0 });
});

it.each([
  ['a Cluster in the source', { source: { ...observation().source, clusters: [cluster('prod', { paused: true })] } }],
  [
    'a host in the target',
    { target: targetView([], { hosts: [host('a', { annotations: { 'baremetalhost.metal3.io/paused': 'x' } })] }) },
  ],
])('%s is paused', (_, is) => {
  expect(seenIn(observation()).paused).toBe(false);
  expect(seenIn(observation(is)).paused).toBe(true);
});

describe('the holder of the endpoint', () => {
  const holder = (of: EndpointView) => seenIn(observation({ spec, journal: released, endpoint: seen(of) })).holder;

  it.each<[string, EndpointView]>([
    ['source', cleanView()],
    ['target', heldView()],
    ['both', heldView({ source: side('source', report('old-1', holding)) })],
    ['none', releasedView()],
    ['unknown', releasedView({ target: { ...side('target', report('new-1')), nodes: ['new-1', 'new-2'] } })],
  ])('is %s', (expected, of) => {
    expect(holder(of)).toBe(expected);
  });

  it('is unknown while the reports cannot be read', () => {
    expect(seenIn(observation({ spec, journal: released, endpoint: undefined })).holder).toBe('unknown');
  });

  it.each([
    ['none is to be held', { journal: released }],
    ['the pivot has not begun', { spec }],
    ['the pivot is over', { spec, journal: { ...released, completedTime: at(0) } }],
  ])('nobody is told while %s', (_, is) => {
    expect(seenIn(observation(is)).holder).toBeUndefined();
  });
});
