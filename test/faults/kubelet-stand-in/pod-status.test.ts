import { describe, expect, it } from 'vitest';
import type { Pod } from './pod.ts';
import { podStatus, stoppedStatus } from './pod-status.ts';

const startedAt = '2026-01-01T00:00:00Z';
const at = '2026-01-01T00:01:00Z';
const running = { startedAt, ready: true, restarts: 0 };

function pod(restartPolicy: 'Always' | 'Never'): Pod {
  const containers = [{ name: 'mover', image: 'image' }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { restartPolicy, containers } };
}

function inShort(status: object) {
  const { phase, conditions, containerStatuses } = status as {
    readonly phase: string;
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses: readonly { readonly state: object }[];
  };
  return {
    phase,
    ready: conditions.find(({ type }) => type === 'Ready')?.status,
    state: containerStatuses[0]?.state,
  };
}

describe('the status of a Pod', () => {
  it('says that it runs, and is ready', () => {
    expect(inShort(podStatus(pod('Always'), running))).toEqual({
      phase: 'Running',
      ready: 'True',
      state: { running: { startedAt } },
    });
  });

  it('says how a Pod of a Job has ended, with its last words', () => {
    const ended = { at, exit: { code: 0, signal: null }, message: 'copied' };
    const terminated = { exitCode: 0, reason: 'Completed', startedAt, finishedAt: at, message: 'copied' };
    expect(inShort(podStatus(pod('Never'), { ...running, ended }))).toEqual({
      phase: 'Succeeded',
      ready: 'False',
      state: { terminated },
    });
  });

  it('says that a signal has ended it', () => {
    const ended = { at, exit: { code: null, signal: 'SIGKILL' as const } };
    expect(inShort(podStatus(pod('Never'), { ...running, ended }))).toMatchObject({
      phase: 'Failed',
      state: { terminated: { exitCode: 137, reason: 'Error' } },
    });
  });

  it('says of a Pod that was stopped that it has failed, whatever its program said', () => {
    expect(inShort(stoppedStatus(pod('Always'), running, at))).toMatchObject({ phase: 'Failed', ready: 'False' });
    expect(inShort(stoppedStatus(pod('Always'), undefined, at))).toMatchObject({ phase: 'Failed' });
  });
});
