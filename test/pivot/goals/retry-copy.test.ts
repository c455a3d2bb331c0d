import { describe, expect, it } from 'vitest';
import type { Journal } from '../../../src/api/journal.ts';
import { blockMoveAnnotation, hostPausedByCapm3, hostPausedByPivot } from '../../../src/api/marks.ts';
import { bareMetalHosts, clusters } from '../../../src/api/resources.ts';
import { copying } from '../../../src/pivot/goals/copying.ts';
import { copyBroke, mostCopies } from '../../../src/pivot/goals/retry-copy.ts';
import type { Observation } from '../../../src/pivot/observation.ts';
import { act, fail, record, violation, wait } from '../../../src/pivot/result.ts';
import {
  at,
  cluster,
  copies,
  fence,
  fencedSource,
  host,
  inventoryOf,
  job,
  observation,
  ownedObjects,
  spare,
  started,
  targetView,
  view,
} from '../given.ts';

const copy = { attempt: 1, job: 'cpv-copy-1', clusters: ['prod'] };
const journal: Journal = {
  ...started,
  fence,
  copy,
  pausedHosts: ['spare-0'],
  inventory: { secrets: ['cpv-inventory-0'], hash: 'h', objects: 19 },
  releasedTime: at(-30),
};
const undoing: Journal = { ...journal, copy: { ...copy, undoing: 'its node was lost' } };
const inventory = inventoryOf(ownedObjects());
const mark = (by: string) => ({
  annotations: { 'baremetalhost.metal3.io/paused': by, 'baremetalhost.metal3.io/status': '{}' },
});
const marks = { 'baremetalhost.metal3.io/paused': null, 'baremetalhost.metal3.io/status': null };

describe('a copy that broke off', () => {
  const broken = (attempt: number, is: Partial<Observation> = {}) =>
    observation({ journal: { ...journal, copy: { ...copy, attempt } }, ...is });

  it('is tried again, at most so often', () => {
    expect(copyBroke(broken(1), 'the copy Job is gone')).toEqual(
      record(
        { copy: { ...copy, undoing: 'the copy Job is gone' } },
        'undoing copy 1 of 3, to try again: the copy Job is gone',
      ),
    );
    expect(copyBroke(broken(mostCopies), 'the copy Job is gone')).toEqual(
      fail(violation('CopyJobFailed', 'the copy Job is gone (copy 3 of 3)')),
    );
  });

  it('is not tried again when the target refuses an object', () => {
    const result = {
      outcome: 'failed',
      message: 'ended',
      refused: { object: 'Machine metal3/m-0', reason: 'admission webhook "x" denied the request: no' },
    } as const;
    expect(copyBroke(broken(1, { copyJob: job({ finished: true, result }) }), 'the copy Job ended')).toEqual(
      fail(
        violation(
          'CopyRefused',
          'Machine metal3/m-0 is refused: admission webhook "x" denied the request: no; change what refuses it, and raise spec.attempt once the pivot is rolled back',
        ),
      ),
    );
  });

  it('keeps of a long reason what a journal takes', () => {
    const result = copyBroke(broken(1), 'x'.repeat(5000));
    expect(result.kind === 'record' && result.facts.copy?.undoing).toBe('x'.repeat(1000));
  });
});

describe('before it is tried again', () => {
  const seen = (source: Parameters<typeof view>[0], is: Partial<Observation> = {}) =>
    observation({ journal: undoing, inventory, source: view(source, fencedSource), target: targetView([]), ...is });
  const steps: readonly (readonly [what: string, Observation, ReturnType<typeof copying>])[] = [
    [
      'a Job that still runs is ended',
      seen(ownedObjects(), { copyJob: job({ name: 'cpv-copy-1' }) }),
      act([{ kind: 'deleteJob', job: 'cpv-copy-1' }], 'ending Job cpv-copy-1'),
    ],
    [
      'its copies are deleted, children first',
      seen(ownedObjects(), { target: targetView(copies([cluster()])) }),
      act(
        [
          {
            kind: 'deleteObjects',
            side: 'target',
            entries: inventory.entries
              .filter(({ object }) => object.kind === 'Cluster')
              .map((entry) => ({ ...entry, object: copies([cluster()])[0] ?? entry.object })),
          },
        ],
        'deleting copies: 1 remain in the target',
      ),
    ],
    [
      'our marks are removed',
      seen([cluster('prod', { paused: true }), spare('spare-0', mark(hostPausedByPivot))]),
      act(
        [
          {
            kind: 'annotate',
            side: 'source',
            resource: bareMetalHosts,
            object: spare('spare-0', mark(hostPausedByPivot)),
            annotations: marks,
          },
        ],
        'removing our annotations from BareMetalHost metal3/spare-0',
      ),
    ],
    [
      'the Clusters are unpaused, since clusterctl refuses paused ones',
      seen([cluster('prod', { paused: true })]),
      act(
        [{ kind: 'unpauseCluster', side: 'source', object: cluster('prod', { paused: true }) }],
        'unpausing Cluster metal3/prod in the source',
      ),
    ],
    [
      'and the provider lifts its pauses',
      seen([cluster(), host('m-0', mark(hostPausedByCapm3))]),
      wait(
        violation('HostPaused', 'waiting until its provider lifts the pause of BareMetalHost metal3/m-0 in the source'),
        1,
      ),
    ],
    [
      'then another Job begins where the first one did',
      seen([cluster(), host('m-0')]),
      record(
        {
          copy: { attempt: 2, job: 'cpv-0a1b2c3d-4e5f-copy-2', clusters: ['prod'] },
          inventory: null,
          releasedTime: null,
        },
        'copying Cluster metal3/prod again, for the second time',
      ),
    ],
  ];

  it.each(steps)('%s', (_, observed, result) => {
    expect(copying(observed)).toEqual(result);
  });

  it('holds the next one back as the first', () => {
    const again: Journal = { ...started, fence, copy: { attempt: 2, job: 'cpv-copy-2', clusters: ['prod'] } };
    const observed = observation({ journal: again, source: view([cluster()], fencedSource) });
    expect(copying(observed)).toEqual(
      act(
        [
          {
            kind: 'annotate',
            side: 'source',
            resource: clusters,
            object: cluster(),
            annotations: { [blockMoveAnnotation]: hostPausedByPivot },
          },
        ],
        'holding clusterctl back with block-move on Cluster metal3/prod',
      ),
    );
  });
});
