import { describe, expect, it } from 'vitest';
import { nextStep, type ProgramState, type Step } from './next-step.ts';
import type { Pod } from './pod.ts';

interface Given {
  readonly node?: string;
  readonly deleted?: boolean;
  readonly phase?: string;
  readonly restartPolicy?: 'Always' | 'Never';
}

function pod({ node = 'node', deleted = false, phase = 'Running', restartPolicy = 'Always' }: Given): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', namespace: 'b', ...(deleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}) },
    spec: { ...(node === '' ? {} : { nodeName: node }), restartPolicy, containers: [] },
    status: { phase },
  };
}

describe('the next step of a kubelet', () => {
  it.each<[string, Given, ProgramState, Step]>([
    ['binds what nobody has', { node: '' }, 'absent', 'bind'],
    ['starts what does not run', { phase: 'Pending' }, 'absent', 'start'],
    ['reports what runs', {}, 'ready', 'report'],
    ['restarts what has ended and should not', {}, 'ended', 'restart'],
    ['reports what may end', { restartPolicy: 'Never' }, 'ended', 'report'],
    ['leaves what has ended for good', { restartPolicy: 'Never', phase: 'Succeeded' }, 'absent', 'nothing'],
    ['ends the program of a Pod that goes', { deleted: true }, 'starting', 'end'],
    ['removes a Pod whose program has ended', { deleted: true }, 'ended', 'remove'],
    ['removes a Pod that never ran', { deleted: true, node: '' }, 'absent', 'remove'],
  ])('%s', (_, given, program, step) => {
    expect(nextStep(pod(given), program)).toBe(step);
  });
});
