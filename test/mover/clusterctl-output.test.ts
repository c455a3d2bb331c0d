import { describe, expect, it } from 'vitest';
import { doing, hear, nothingHeard } from '../../src/mover/clusterctl-output.ts';
import { heardOf, retrying } from './heard-of.ts';
import { checking, copied, creating, deletingLine, pausing, refusedAsPaused, waiting } from './transcripts.ts';

describe('hear', () => {
  it.each([
    ['nothing', [], 'checking', 'looking at both clusters'],
    ['the discovery', checking, 'checking', 'looking at both clusters'],
    ['the beginning of pausing', [...checking, pausing[0]], 'pausing', 'pausing the source'],
    ['pausing a Cluster', [...checking, ...pausing], 'pausing', 'pausing Cluster metal3/prod in the source'],
    [
      'pausing a ClusterClass',
      [...checking, ...pausing, 'Set Paused annotation ClusterClass="metal" Namespace="classes"'],
      'pausing',
      'pausing ClusterClass classes/metal in the source',
    ],
    [
      'a blocked move',
      [...checking, ...pausing, ...waiting],
      'waiting',
      'waiting for all resources to be ready to move, and trying again because: resource is not ready to move: cluster.x-k8s.io/v1beta2, Kind=Cluster/metal3/prod',
    ],
    [
      'the first creation',
      [...checking, ...pausing, ...waiting, ...creating.slice(0, 3)],
      'creating',
      'creating Cluster metal3/prod in the target',
    ],
    [
      'a creation that is tried again',
      [...checking, ...pausing, ...waiting, ...creating.slice(0, 6)],
      'creating',
      'creating BareMetalHost metal3/node-0 in the target, and trying again because: error creating "metal3.io/v1alpha1, Kind=BareMetalHost" metal3/node-0: failed calling webhook',
    ],
    [
      'the last creation',
      [...checking, ...pausing, ...waiting, ...creating],
      'creating',
      'creating Metal3Machine metal3/prod-abc in the target',
    ],
    ['the end of copying', copied, 'deleting', 'about to delete in the source'],
  ])('after %s', (_, lines, phase, text) => {
    const heard = heardOf(lines);
    expect(heard.phase).toBe(phase);
    expect(doing(heard)).toBe(text);
  });

  it('counts Clusters, and each object once however often it is tried', () => {
    expect(heardOf(copied)).toMatchObject({ clusters: 1, objects: 3 });
  });

  it('takes the error, not the stack below it', () => {
    expect(heardOf(refusedAsPaused).error).toBe(
      'cannot start operation while the following Clusters are paused: metal3/prod',
    );
  });

  it('takes the words of Go when clusterctl breaks', () => {
    expect(heardOf(['goroutine 1:', 'fatal error: stack overflow', '', 'main.go:1']).error).toBe(
      'fatal error: stack overflow',
    );
  });

  it.each([
    ['before anything was created', [...checking, ...pausing, ...waiting, deletingLine]],
    ['in the words of a webhook', [...copied.slice(0, -1), `Retrying with backoff cause="no: ${deletingLine}"`]],
    ['with more behind it', [...copied.slice(0, -1), `${deletingLine} soon`]],
    ['with more before it', [...copied.slice(0, -1), `Warning: ${deletingLine}`]],
  ])('does not take for the end of copying its line %s', (_, lines) => {
    expect(heardOf(lines).phase).not.toBe('deleting');
  });

  it('reads what older versions say of a retry', () => {
    expect(hear(nothingHeard, 'Operation failed, retrying with backoff Cause="later"', 0).cause).toBe('later');
  });

  it('keeps a cause that it cannot unquote as it is', () => {
    expect(hear(nothingHeard, 'Retrying with backoff cause="a\\q"', 0).cause).toBe('"a\\q"');
  });
});

describe('a refusal', () => {
  const denial = 'admission webhook "baremetalhost.metal3.io" denied the request: no';
  const denied = retrying(`error creating "metal3.io/v1alpha1, Kind=BareMetalHost" metal3/node-0: ${denial}`);
  const rightless = 'baremetalhosts.metal3.io "node-0" is forbidden: User "copy" cannot create resource';
  const forbidden = retrying(`error creating "metal3.io/v1alpha1, Kind=BareMetalHost" metal3/node-0: ${rightless}`);
  const passing = retrying('connection refused');
  const creatingHost = [...checking, ...pausing, ...waiting, ...creating.slice(0, 4)];
  const again = creating[3];

  /** Each line with the second in which it is said. */
  const refusedAfter = (before: readonly string[], lines: readonly (readonly [second: number, line: string])[]) =>
    lines.reduce((heard, [second, line]) => hear(heard, line, second * 1000), heardOf(before)).refused;

  it('names the object that is created, and why', () => {
    expect(refusedAfter(creatingHost, [[0, denied]])).toEqual({
      object: 'BareMetalHost metal3/node-0',
      reason: denial,
    });
  });

  it('names the object that is paused', () => {
    const cause = 'admission webhook "frozen.example" denied the request: no changes on Fridays';
    expect(
      refusedAfter([...checking, ...pausing], [[0, retrying(`error patching Cluster metal3/prod: ${cause}`)]]),
    ).toEqual({
      object: 'Cluster metal3/prod',
      reason: cause,
    });
  });

  it.each([
    [
      'of a right counts once it has lasted for ten seconds',
      [
        [0, forbidden],
        [7, forbidden],
        [10, forbidden],
      ],
      true,
    ],
    [
      'of a right does not count before',
      [
        [0, forbidden],
        [4, forbidden],
        [9.9, forbidden],
      ],
      false,
    ],
    [
      'of a right must be said again, not only be old',
      [
        [0, forbidden],
        [60, again],
      ],
      false,
    ],
    [
      'of a right is as old when something else came between',
      [
        [0, forbidden],
        [5, passing],
        [11, forbidden],
      ],
      true,
    ],
    [
      'of another object has nothing to do with it',
      [
        [0, forbidden],
        [9, creating[7]],
        [11, forbidden],
      ],
      false,
    ],
    [
      'of passing trouble never counts',
      [
        [0, passing],
        [170, passing],
      ],
      false,
    ],
  ] as const)('%s', (_, lines, counts) => {
    expect(refusedAfter(creatingHost, lines) !== undefined).toBe(counts);
  });

  it.each([
    ['while it looks at both clusters', [...checking]],
    ['while it waits for block-move', [...checking, ...pausing, ...waiting]],
    ['of a deletion, which is what ends the copy', copied],
  ])('is not taken %s', (_, before) => {
    expect(
      refusedAfter(before, [
        [0, denied],
        [0, forbidden],
        [60, forbidden],
      ]),
    ).toBeUndefined();
  });
});
