/** Which goal speaks, and what deletion, failure, lost connections and used-up budgets do to its answer. */
import { describe, expect, it, test } from 'vitest';
import type { Journal } from '../../src/api/journal.ts';
import { decide } from '../../src/pivot/decide.ts';
import { mostCopies } from '../../src/pivot/goals/retry-copy.ts';
import type { Observation, TargetAccess } from '../../src/pivot/observation.ts';
import { act, fail, met, type Result, record, stall, violation, wait } from '../../src/pivot/result.ts';
import {
  at,
  cluster,
  fence,
  fencedSource,
  host,
  job,
  observation,
  ownedObjects,
  pivot,
  prepared,
  runningTarget,
  started,
  steadyHosts,
  targetView,
  view,
} from './given.ts';

const unreachable: TargetAccess = { state: 'unreachable', server: 'https://x', problem: 'refused' };
const lost: TargetAccess = { state: 'secretMissing', secret: 'prod-kubeconfig', key: undefined };
const steady = { ...prepared, steadySince: at(-60) };
const fenced: Journal = { ...steady, fence, fencedTime: at(-80), endpointReadySince: at(-60) };
const copying: Journal = { ...fenced, copy: { attempt: mostCopies, job: 'copy', clusters: ['prod'] } };
const committed: Journal = { ...copying, committedTime: at(-10) };
const completed: Journal = { ...committed, activatedTime: at(-200), completedTime: at(-5) };
const returning: Journal = { ...fenced, rollback: { startedTime: at(-5), cause: 'a test' } };
const rolledBack: Journal = { ...started, rollback: { startedTime: at(-9), cause: 'a test', finishedTime: at(-5) } };
const leaving = { deletionTimestamp: at(-1) };
const goneAlready = { ...leaving, finalizers: [] };
const letGo = act([{ kind: 'cleanUp' }, { kind: 'removeFinalizer' }], 'letting the ClusterPivot go');
const undo = (cause: string) => record({ rollback: { startedTime: at(0), cause } }, `rolling back: ${cause}`);
const deleted = undo('the ClusterPivot was deleted before the commit');
const cutOff = wait(
  violation('TargetUnreachable', "the target's API server https://x cannot be reached: refused; waiting for it"),
  5,
);

const handedOver = { source: view([cluster()], fencedSource), target: targetView([], runningTarget) };
const gaveUp = job({ name: 'copy', finished: true, problem: 'gave up' });
const failure = violation('CopyJobFailed', 'Job copy ended before anything was copied: gave up (copy 3 of 3)');
const gated = view(
  [cluster('prod', {}, { annotations: { 'clusterctl.cluster.x-k8s.io/block-move': 'pivot.metal3.io' } })],
  fencedSource,
);

const decisions: readonly (readonly [what: string, Observation, phase: string, Result])[] = [
  [
    'the first goal that does not hold is the phase',
    observation({ spec: { mode: 'Plan' } }),
    'AwaitingApproval',
    wait(violation('PlanOnly', 'the plan is in status.plan; set spec.mode to Execute to carry it out'), 60),
  ],
  [
    'a goal that has held is passed',
    observation({ journal: prepared }),
    'Quiescing',
    record({ steadySince: at(0) }, 'every host is steady'),
  ],
  ['a deleted pivot that has not begun is let go', observation({ metadata: leaving }), 'Preflight', letGo],
  ['and left alone once it has no finalizer of ours', observation({ metadata: goneAlready }), 'Preflight', met],
  [
    'a deleted pivot is undone before the commit',
    observation({ metadata: leaving, journal: fenced }),
    'RollingBack',
    deleted,
  ],
  [
    'a deleted pivot is undone even if the target cannot be reached: the wish is noted',
    observation({ metadata: leaving, journal: fenced, access: unreachable, target: undefined }),
    'RollingBack',
    deleted,
  ],
  [
    'a deleted pivot goes on after the commit',
    observation({
      metadata: leaving,
      journal: committed,
      mirrored: 'copying',
      ...handedOver,
      inventory: { entries: [], nodes: [] },
    }),
    'Committing',
    act([{ kind: 'mirror', stage: 'committing' }], 'noting in the target that the commit is next'),
  ],
  [
    'a deleted pivot that is complete is let go',
    observation({ metadata: leaving, journal: completed }),
    'Completed',
    letGo,
  ],
  [
    'a deleted pivot that is rolled back is let go',
    observation({ metadata: leaving, journal: rolledBack }),
    'RolledBack',
    letGo,
  ],
  [
    'a pivot on its way back goes on with it, deleted or not',
    observation({ metadata: leaving, journal: returning, copyJob: job({ name: 'copy' }) }),
    'RollingBack',
    act([{ kind: 'deleteJob', job: 'copy' }], 'ending Job copy'),
  ],
  [
    'a complete pivot tidies up as long as the kept kubeconfig is there, which goes last',
    observation({ journal: completed }),
    'Completed',
    act([{ kind: 'cleanUp' }], 'cleaning up'),
  ],
  [
    'and waits for the target to do so there',
    observation({ journal: completed, access: unreachable, target: undefined }),
    'Completed',
    cutOff,
  ],
  [
    'a complete pivot needs neither cluster after that',
    observation({ journal: completed, targetPinned: false, access: lost, target: undefined }),
    'Completed',
    met,
  ],
  [
    'a pivot that is rolled back is at rest',
    observation({ journal: rolledBack, targetPinned: false }),
    'RolledBack',
    met,
  ],
  [
    'a failure before the commit is undone',
    observation({ journal: copying, ...handedOver, source: gated, copyJob: gaveUp }),
    'RollingBack',
    undo(failure.message),
  ],
  [
    'or held, if that is wanted',
    observation({ journal: copying, ...handedOver, source: gated, copyJob: gaveUp, spec: { onFailure: 'Hold' } }),
    'Copying',
    fail(failure),
  ],
  [
    'after the commit there is no way back: a human is called',
    observation({
      journal: { ...committed, inventory: { secrets: ['cpv-inventory-0'], hash: 'h', objects: 19 } },
      ...handedOver,
    }),
    'Committing',
    stall(
      violation(
        'CopyIncomplete',
        "the inventory cannot be read: a Secret of cpv-inventory-0 in the operator's namespace is missing or changed; copy it back from the namespace of the same name in the target",
      ),
    ),
  ],
  [
    'a stall that a human can mend is not undone',
    observation({ source: view(ownedObjects(), { providers: [] }) }),
    'Preflight',
    stall(
      violation(
        'ProviderInventoryMissing',
        'the source has no Provider objects (providers.clusterctl.cluster.x-k8s.io) and no Deployments with the label cluster.x-k8s.io/provider, so nothing tells what the target needs; create the inventory',
      ),
    ),
  ],
];

test.each(decisions)('%s', (_, observed, ...expected) => {
  const [phase, result] = expected;
  expect(decide(observed)).toEqual({ phase, result });
});

describe('a pivot that has begun and cannot reach its target', () => {
  const shown = (phase: string, journal: Journal, access: TargetAccess) =>
    observation({ pivot: pivot({ journal, status: { phase } }), access, target: undefined });

  const ways: Readonly<Record<string, readonly [TargetAccess, string]>> = {
    'an API server that does not answer': [unreachable, 'TargetUnreachable'],
    'a Secret that is gone': [lost, 'KubeconfigNotFound'],
    'a kubeconfig that is refused': [
      { state: 'invalid', secret: 's', field: 'users', problem: 'is odd' },
      'InvalidKubeconfig',
    ],
    'a kubeconfig that leads to the source': [
      { state: 'connected', server: '', uid: 'uid-of-source' },
      'SourceIsTarget',
    ],
    'a kubeconfig that leads elsewhere': [{ state: 'connected', server: '', uid: 'uid-of-another' }, 'TargetChanged'],
  };

  it.each(Object.entries(ways))('waits in its phase for %s', (_, [access, reason]) => {
    const { phase, result } = decide(shown('Soaking', committed, access));
    expect(phase).toBe('Soaking');
    expect(result).toMatchObject({ kind: 'wait', violation: { reason }, recheckAfterSeconds: 5 });
  });

  it('waits on its way back, too', () => {
    const { phase, result } = decide(shown('RollingBack', { ...returning, targetSilentSince: at(-5) }, unreachable));
    expect(phase).toBe('RollingBack');
    expect(result).toMatchObject({ kind: 'wait', violation: { reason: 'TargetUnreachable' }, recheckAfterSeconds: 5 });
  });

  it('shows the first phase when it was never shown another', () => {
    expect(decide(shown('?', started, unreachable)).phase).toBe('Preflight');
  });
});

describe('a phase', () => {
  const since = (seconds: number, is: Parameters<typeof observation>[0], phase = 'Quiescing', spec = {}) =>
    observation({
      ...is,
      pivot: pivot({
        journal: is?.journal ?? prepared,
        status: { phase, phases: [{ name: phase, startTime: at(-seconds) }] },
        spec: { timeouts: { quiescingSeconds: 100, handingOverSeconds: 100 }, ...spec },
      }),
    });
  const unsteady = { source: view(ownedObjects([host('m-0', { state: 'inspecting' }), ...steadyHosts().slice(1)])) };
  const waiting = 'BareMetalHost metal3/m-0 is inspecting; waiting until no operation is under way';
  const late = `Quiescing took longer than 100 s: ${waiting}`;

  it('may wait within its budget', () => {
    expect(decide(since(100, unsteady)).result).toEqual(wait(violation('HostNotSteady', waiting)));
  });

  it('is undone when it waits longer', () => {
    expect(decide(since(101, unsteady))).toEqual({ phase: 'RollingBack', result: undo(late) });
  });

  it('is held when it waits longer, if that is wanted', () => {
    expect(decide(since(101, unsteady, 'Quiescing', { onFailure: 'Hold' }))).toEqual({
      phase: 'Quiescing',
      result: fail(violation('PhaseTimedOut', late)),
    });
  });

  it('that somebody works against is undone, too', () => {
    const fighting = { journal: { ...steady, fence }, source: view([], { webhooks: [] }) };
    expect(decide(since(101, fighting, 'HandingOver')).result).toEqual(
      undo(
        'HandingOver took longer than 100 s: stopping the Bare Metal Operator: scaling Deployment baremetal-operator-system/bmo in the source from 1 to 0',
      ),
    );
  });

  it('that is about to end may end', () => {
    expect(decide(since(999, {})).result).toEqual(record({ steadySince: at(0) }, 'every host is steady'));
  });

  it('may be suspended for as long as one likes', () => {
    expect(decide(since(999, {}, 'Quiescing', { suspend: true })).result).toMatchObject({ kind: 'wait' });
  });

  it('has no budget after the commit', () => {
    const is = { journal: committed, access: unreachable, target: undefined };
    expect(decide(since(999_999, is, 'HandingOver')).result).toEqual(cutOff);
  });

  it('counts time without a connection', () => {
    const is = { access: unreachable, target: undefined };
    expect(decide(since(101, is))).toMatchObject({ phase: 'RollingBack', result: { kind: 'record' } });
  });

  it('leaves a cause that status can take', () => {
    const problem = 'x'.repeat(40_000);
    const { result } = decide(since(101, { access: { ...unreachable, problem }, target: undefined }));
    expect(result.kind === 'record' && result.facts.rollback?.cause.length).toBe(32_000);
  });
});
