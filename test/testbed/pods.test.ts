/** When does a Pod count as doing its work? */
import { expect, test } from 'vitest';
import { type PodView, readiness } from '../../testbed/pods.ts';

const reset = Date.parse('2026-01-01T12:00:00.700Z');

function pod(container: { ready: boolean; startedAt?: string; waiting?: string }, phase = 'Running'): PodView {
  const { ready, startedAt, waiting } = container;
  const state = {
    ...(startedAt === undefined ? {} : { running: { startedAt } }),
    ...(waiting === undefined ? {} : { waiting: { reason: waiting } }),
  };
  return {
    metadata: { name: 'p', namespace: 'n' },
    status: { phase, containerStatuses: [{ name: 'c', ready, state }] },
  };
}

test('a container that started in the second of the reset counts, one of before does not', () => {
  expect(readiness(pod({ ready: true, startedAt: '2026-01-01T12:00:00Z' }), reset)).toBe('ready');
  expect(readiness(pod({ ready: true, startedAt: '2026-01-01T11:59:59Z' }), reset)).toBe(
    'n/p waits for container c (not started again)',
  );
});

test('what is missing is named', () => {
  expect(readiness(pod({ ready: false, startedAt: '2026-01-01T13:00:00Z' }), 0)).toBe(
    'n/p has a container c that is not ready',
  );
  expect(readiness(pod({ ready: false, waiting: 'ImagePullBackOff' }), 0)).toBe(
    'n/p waits for container c (ImagePullBackOff)',
  );
  expect(readiness({ metadata: { name: 'p', namespace: 'n' }, status: { phase: 'Pending' } }, 0)).toBe(
    'n/p has not started (Pending)',
  );
});

test('a Job’s Pod that is done needs nothing', () => {
  expect(readiness(pod({ ready: false }, 'Succeeded'), reset)).toBe('ready');
});
