/** The plan as a person gets to read it. */
import { expect, it } from 'vitest';
import type { PivotStatus } from '../../../src/api/clusterpivot.ts';
import { renderPlan } from '../../../src/pivot/plan/render.ts';
import { pivot } from '../given.ts';

const plan: NonNullable<PivotStatus['plan']> = {
  hash: '4f1c6a2e9b7d0358',
  objects: 204,
  kinds: [
    { kind: 'BareMetalHost', count: 3 },
    { kind: 'Secret', count: 41 },
  ],
  hosts: [
    { name: 'host-0', state: 'provisioned', claimed: true },
    { name: 'spare-host', state: 'available', claimed: false },
  ],
  leftBehind: [
    { object: 'ConfigMap metal3/notes', why: 'it is owned by Deployment notes, whose kind is not discovered' },
  ],
  steps: ['create Namespace metal3 in the target', 'scale Deployment bmo/bmo in the source from 1 to 0'],
  estimate: { pauseSeconds: 27 },
};
const checks: NonNullable<PivotStatus['checks']> = {
  passed: 55,
  pending: 1,
  warnings: 1,
  failed: 0,
  results: [
    { check: 'ClocksAgree', outcome: 'Warning', message: 'the clock is ahead', runbook: 'x' },
    { check: 'CreatesAdmitted', outcome: 'Pending', message: 'known later', runbook: 'y' },
  ],
};

it('has everything that a person approves', () => {
  expect(
    renderPlan(pivot({ status: { plan, checks } })),
  ).toBe(`Plan 4f1c6a2e9b7d0358 of ClusterPivot metal3/prod, for Cluster prod
204 objects move, 2 BareMetalHosts among them. Clusters will be paused for about 27 s.
To approve it: kubectl patch clusterpivot prod -n metal3 --type=merge -p '{"spec":{"approvedPlan":"4f1c6a2e9b7d0358"}}'

Steps
   1. create Namespace metal3 in the target
   2. scale Deployment bmo/bmo in the source from 1 to 0

Objects that move
  BareMetalHost  3
  Secret         41

BareMetalHosts
  host-0      provisioned  claimed
  spare-host  available    not claimed

Left behind
  ConfigMap metal3/notes: it is owned by Deployment notes, whose kind is not discovered

Checks: 55 passed, 0 failed, 1 warn, 1 pending
  Warning  ClocksAgree      the clock is ahead
  Pending  CreatesAdmitted  known later
`);
});

it('says no more than there is', () => {
  const { leftBehind: _, estimate: __, ...bare } = plan;
  const text = renderPlan(
    pivot({ status: { plan: { ...bare, hosts: [], steps: [], kinds: [] }, checks: { ...checks, results: [] } } }),
  );
  expect(text).toBe(`Plan 4f1c6a2e9b7d0358 of ClusterPivot metal3/prod, for Cluster prod
204 objects move, 0 BareMetalHosts among them.
To approve it: kubectl patch clusterpivot prod -n metal3 --type=merge -p '{"spec":{"approvedPlan":"4f1c6a2e9b7d0358"}}'

Checks: 55 passed, 0 failed, 1 warn, 1 pending
`);
  expect(renderPlan(pivot({ status: {} }))).toBeUndefined();
});

it('shows so many hosts as a person can look at, and counts the others', () => {
  const hosts = Array.from({ length: 1000 }, (_, index) => ({
    name: `h-${index}`,
    state: 'provisioned',
    claimed: true,
  }));
  const lines = renderPlan(pivot({ status: { plan: { ...plan, hosts } } }))?.split('\n') ?? [];
  expect(lines.filter((line) => line.startsWith('  h-'))).toHaveLength(200);
  expect(lines).toContain('  and 800 more');
});

it.each([
  [1, '1 s'],
  [119, '119 s'],
  [120, '2 min'],
  [7199, '2 h 0 min'],
  [7500, '2 h 5 min'],
])('tells %d seconds as %s', (pauseSeconds, words) => {
  expect(renderPlan(pivot({ status: { plan: { ...plan, estimate: { pauseSeconds } } } }))).toContain(
    `paused for about ${words}.`,
  );
});
