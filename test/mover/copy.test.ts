import { describe, expect, it } from 'vitest';
import type { CopyCommand } from '../../src/mover/args.ts';
import { copyArgv, copyResult, isOver } from '../../src/mover/copy.ts';
import type { Ending } from '../../src/mover/run-clusterctl.ts';
import { heardOf, retrying } from './heard-of.ts';
import { checking, copied, creating, nothingToMove, pausing, refusedAsPaused, waiting } from './transcripts.ts';

const command: CopyCommand = {
  kind: 'copy',
  fromKubeconfig: '/c/source.kubeconfig',
  toKubeconfig: '/c/target.kubeconfig',
  namespace: 'metal3',
  deadlineSeconds: 3600,
  silenceSeconds: 600,
};
const killed = { code: null, signal: 'SIGKILL' } as const;
const exited = (code: number) => ({ code, signal: null });
const blocked = [...checking, ...pausing, ...waiting];
const denial = 'admission webhook "metal3machine.example" denied the request: no';
const refusedWhileCreating = [...blocked, ...creating, retrying(denial)];
const copiedMessage =
  'clusterctl created 3 objects in the target, and was ended before it could delete any in the source';

interface Case {
  readonly when: string;
  readonly lines: readonly string[];
  readonly ending: Ending;
  readonly message: string;
}

const failures: readonly Case[] = [
  {
    when: 'it ended with an error',
    lines: refusedAsPaused,
    ending: { kind: 'ended', by: 'itself', ...exited(1) },
    message: 'clusterctl move failed: cannot start operation while the following Clusters are paused: metal3/prod',
  },
  {
    when: 'the deadline passed while it was blocked',
    lines: blocked,
    ending: { kind: 'ended', by: 'deadline', ...killed },
    message:
      'clusterctl move was not done after 3600 s; it was ended while waiting for all resources to be ready to move, and trying again because: resource is not ready to move: cluster.x-k8s.io/v1beta2, Kind=Cluster/metal3/prod',
  },
  {
    when: 'it hung',
    lines: [...checking, ...pausing, ...waiting, ...creating],
    ending: { kind: 'ended', by: 'silence', ...killed },
    message:
      'clusterctl move hung: it said nothing for 600 s, and was ended while creating Metal3Machine metal3/prod-abc in the target',
  },
  {
    when: 'the mover was asked to stop',
    lines: [...checking, ...pausing],
    ending: { kind: 'ended', by: 'stop', ...killed },
    message: 'the mover was asked to stop while clusterctl was pausing Cluster metal3/prod in the source',
  },
  {
    when: 'the namespace has no Cluster',
    lines: nothingToMove,
    ending: { kind: 'ended', by: 'line', ...exited(0) },
    message: 'clusterctl move found nothing to copy: no Cluster in namespace metal3',
  },
  {
    when: 'it ended in silence',
    lines: ['Performing move...'],
    ending: { kind: 'ended', by: 'itself', ...exited(0) },
    message: 'clusterctl move ended without copying: it found nothing to copy in namespace metal3',
  },
  {
    when: 'it was able to delete after all',
    lines: copied,
    ending: { kind: 'ended', by: 'line', ...exited(0) },
    message: 'clusterctl move ran to its end: its account was able to delete objects in the source',
  },
  {
    when: 'the kernel ended it',
    lines: checking,
    ending: { kind: 'ended', by: 'itself', ...killed },
    message: 'clusterctl move was ended by SIGKILL; it last said: Moving Cluster API objects ClusterClasses=0',
  },
  {
    when: 'there is no clusterctl',
    lines: [],
    ending: { kind: 'not-started', message: 'spawn ENOENT' },
    message: 'clusterctl move could not be started: spawn ENOENT',
  },
];

describe('copyArgv', () => {
  it('moves one namespace and says why it tries again', () => {
    expect(copyArgv(command)).toEqual([
      'move',
      '--kubeconfig=/c/source.kubeconfig',
      '--to-kubeconfig=/c/target.kubeconfig',
      '--namespace=metal3',
      '-v',
      '5',
    ]);
  });
});

describe('copyResult', () => {
  it.each(failures)('is failed when $when', ({ lines, ending, message }) => {
    expect(copyResult(command, heardOf(lines), ending)).toEqual({ outcome: 'failed', message });
  });

  it.each([
    ['ended by us', { by: 'line', ...killed }],
    ['faster to give up than we to end it', { by: 'line', ...exited(1) }],
    ['ended by a stop after the last copy', { by: 'stop', ...killed }],
  ] as const)('is copied when clusterctl said that it deletes and was %s', (_, ending) => {
    expect(copyResult(command, heardOf(copied), { kind: 'ended', ...ending })).toEqual({
      outcome: 'copied',
      message: copiedMessage,
    });
  });

  it.each([
    ['ended by us', { by: 'line', ...killed }],
    ['asked to stop before we had ended it', { by: 'stop', ...killed }],
  ] as const)('says what is refused when clusterctl was %s', (_, ending) => {
    expect(copyResult(command, heardOf(refusedWhileCreating), { kind: 'ended', ...ending })).toEqual({
      outcome: 'failed',
      message: `clusterctl move is refused for good while creating Metal3Machine metal3/prod-abc in the target: ${denial}`,
      refused: { object: 'Metal3Machine metal3/prod-abc', reason: denial },
    });
  });
});

describe('isOver', () => {
  it.each([
    ['while it waits', blocked, false],
    ['while it creates', [...blocked, ...creating], false],
    ['when everything is copied', copied, true],
    ['when something is refused for good', refusedWhileCreating, true],
  ])('%s: %s', (_, lines, over) => {
    expect(isOver(heardOf(lines))).toBe(over);
  });
});
