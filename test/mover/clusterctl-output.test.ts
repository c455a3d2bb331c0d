import { describe, expect, it } from 'vitest';
import { doing, type Heard, hear, nothingHeard } from '../../src/mover/clusterctl-output.ts';
import { checking, copied, creating, deletingLine, pausing, refusedAsPaused, waiting } from './transcripts.ts';

const heardOf = (lines: readonly string[]): Heard => lines.reduce(hear, nothingHeard);

describe('hear', () => {
  it.each([
    ['nothing', [], 'checking', 'looking at both clusters'],
    ['the discovery', checking, 'checking', 'looking at both clusters'],
    ['pausing', [...checking, ...pausing], 'pausing', 'pausing the source'],
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
    expect(hear(nothingHeard, 'Operation failed, retrying with backoff Cause="later"').cause).toBe('later');
  });

  it('keeps a cause that it cannot unquote as it is', () => {
    expect(hear(nothingHeard, 'Retrying with backoff cause="a\\q"').cause).toBe('"a\\q"');
  });
});
