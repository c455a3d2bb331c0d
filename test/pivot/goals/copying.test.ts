/** Each answer of Copying, word for word, in the order in which a pivot gets them. */
import { expect, test } from 'vitest';
import type { Journal } from '../../../src/api/journal.ts';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import {
  blockMoveAnnotation,
  hostPausedAnnotation,
  hostPausedByCapm3,
  hostPausedByPivot,
  hostStatusAnnotation,
} from '../../../src/api/marks.ts';
import { bareMetalHosts, clusters } from '../../../src/api/resources.ts';
import { copying } from '../../../src/pivot/goals/copying.ts';
import { statusToSave } from '../../../src/pivot/hosts.ts';
import type { Observation } from '../../../src/pivot/observation.ts';
import { act, fail, met, type Result, record, violation, wait } from '../../../src/pivot/result.ts';
import {
  at,
  cluster,
  clusterClasses,
  copies,
  fence,
  host,
  inventoryOf,
  job,
  marked,
  object,
  observation,
  ownedObjects,
  spare,
  started,
  targetView,
  view,
} from '../given.ts';

const name = 'cpv-0a1b2c3d-4e5f-copy-1';
const fenced: Journal = { ...started, fence, copy: { attempt: 1, job: name, clusters: ['prod'] } };
const gate = { [blockMoveAnnotation]: hostPausedByPivot };
const prod = (paused: boolean, annotations: Record<string, string> = gate) =>
  cluster('prod', paused ? { paused } : {}, { annotations });
const running = job({ name });
const at1 = (journal: Journal, source: readonly KubeObject[], is: Parameters<typeof observation>[0] = {}) =>
  observation({ journal, source: view(source, { objects: undefined, crds: undefined }), ...is });

const ref = { resourceVersion: '1' };
const paused = (host: KubeObject, by: string): KubeObject =>
  marked(host, { annotations: { [hostPausedAnnotation]: by, [hostStatusAnnotation]: statusToSave(host) } });
const claimed = [host('m-0'), host('m-1')].map((it) => paused(it, hostPausedByCapm3));
const spares = [spare('spare-0'), spare('spare-1')];
const travelling = [...claimed, ...spares.map((it) => paused(it, hostPausedByPivot))];
const still = ownedObjects(travelling, prod(true));
const inventory = inventoryOf(still);
const kept: Journal = {
  ...fenced,
  pausedHosts: ['spare-0', 'spare-1'],
  inventory: { secrets: ['cpv-inventory-0'], hash: 'h', objects: inventory.entries.length },
};
const released: Journal = { ...kept, releasedTime: at(-5) };
const ungated = ownedObjects(travelling, prod(true, {}));
const arrived = (count: number) => targetView(copies(inventory.entries.slice(0, count).map(({ object }) => object)));
const all = inventory.entries.length;
const waits = (reason: Parameters<typeof violation>[0], message: string) => wait(violation(reason, message), 1);
const undoing = (why: string, { copy }: Journal = fenced) =>
  record(
    { copy: { attempt: 1, job: name, clusters: ['prod'], ...copy, undoing: why } },
    `undoing copy 1 of 3, to try again: ${why}`,
  );
const withClass = [...still, object(clusterClasses, 'metal', ref)];

const answers: readonly (readonly [what: string, Observation, Result])[] = [
  [
    'that a copy will be made, and of which Clusters, is noted first',
    at1({ ...started, fence }, [prod(false, {})]),
    record({ copy: { attempt: 1, job: name, clusters: ['prod'] } }, 'about to copy'),
  ],
  [
    'the gate is closed before clusterctl starts',
    at1(fenced, [prod(false, {})]),
    act(
      [{ kind: 'annotate', side: 'source', resource: clusters, object: prod(false, {}), annotations: gate }],
      'holding clusterctl back with block-move on Cluster metal3/prod',
    ),
  ],
  [
    'then the Job is started',
    at1(fenced, [prod(false)]),
    act([{ kind: 'runCopyJob', job: name }], `starting Job ${name} (clusterctl, without the right to delete)`),
  ],
  [
    'the gate is not closed behind a Job that has started',
    at1(fenced, [prod(false, {})], { copyJob: running }),
    waits('ClusterNotPaused', 'waiting until clusterctl pauses Cluster metal3/prod'),
  ],
  [
    'clusterctl is waited for, and what holds it up is told',
    at1(fenced, [prod(false)], { copyJob: job({ name, problem: 'ImagePullBackOff: no such image' }) }),
    waits('ClusterNotPaused', 'waiting until clusterctl pauses Cluster metal3/prod (ImagePullBackOff: no such image)'),
  ],
  [
    "a Cluster that a person paused by annotation is not clusterctl's doing",
    at1(fenced, [prod(false, { ...gate, 'cluster.x-k8s.io/paused': '' })], { copyJob: running }),
    waits('ClusterNotPaused', 'waiting until clusterctl pauses Cluster metal3/prod'),
  ],
  [
    'a Job that gives up at the gate ends the attempt',
    at1(fenced, [prod(true)], { copyJob: job({ name, finished: true, problem: 'resource is not ready to move' }) }),
    undoing(`Job ${name} ended before anything was copied: resource is not ready to move`),
  ],
  [
    'even if it does not say why',
    at1(fenced, [prod(true)], { copyJob: job({ name, finished: true, succeeded: true }) }),
    undoing(`Job ${name} ended before anything was copied: no reason given`),
  ],
  [
    'which unclaimed hosts we pause is noted first',
    at1(fenced, [prod(true), ...claimed, ...spares], { copyJob: running }),
    record({ pausedHosts: ['spare-0', 'spare-1'] }, 'noting which hosts we pause'),
  ],
  [
    'a host that came later is noted with the others',
    at1({ ...fenced, pausedHosts: ['spare-9'] }, [prod(true), ...spares], { copyJob: running }),
    record({ pausedHosts: ['spare-0', 'spare-1', 'spare-9'] }, 'noting which hosts we pause'),
  ],
  [
    'then they are paused with their status saved, in one write',
    at1({ ...fenced, pausedHosts: ['spare-0', 'spare-1'] }, [prod(true), ...spares], { copyJob: running }),
    act(
      spares.map((it) => ({
        kind: 'annotate',
        side: 'source',
        resource: bareMetalHosts,
        object: it,
        annotations: { [hostPausedAnnotation]: hostPausedByPivot, [hostStatusAnnotation]: statusToSave(it) },
      })),
      'pausing 2 unclaimed BareMetalHosts with their status saved',
    ),
  ],
  [
    'claimed hosts are waited for: their provider pauses them',
    at1(kept, [prod(true), host('m-0'), ...travelling.slice(1)], { copyJob: running }),
    waits(
      'HostNotPaused',
      'BareMetalHost metal3/m-0 lacks the annotation baremetalhost.metal3.io/paused; waiting until its provider has paused it with its status saved',
    ),
  ],
  [
    'then the inventory is taken',
    at1(fenced, still, { copyJob: running }),
    act([{ kind: 'takeInventory' }], 'taking the inventory of every object to be moved'),
  ],
  [
    'and taken again when it cannot be read',
    at1(kept, still, { copyJob: running }),
    act([{ kind: 'takeInventory' }], 'taking the inventory of every object to be moved'),
  ],
  [
    'or when a host in it was not ready to travel',
    at1(kept, still, {
      copyJob: running,
      inventory: inventoryOf(ownedObjects([host('m-0'), ...travelling.slice(1)], prod(true))),
    }),
    act([{ kind: 'takeInventory' }], 'taking the inventory again, since BareMetalHost metal3/m-0 changed under it'),
  ],
  [
    'or a ClusterClass was not paused yet, which comes after the Clusters',
    at1(kept, still, { copyJob: running, inventory: inventoryOf(withClass) }),
    act([{ kind: 'takeInventory' }], 'taking the inventory again, since ClusterClass metal3/metal changed under it'),
  ],
  [
    'or a host is not in it',
    at1(kept, [...still, paused(spare('spare-2'), hostPausedByPivot)], { copyJob: running, inventory }),
    act([{ kind: 'takeInventory' }], 'taking the inventory again, since hosts changed under it'),
  ],
  [
    'the target gets a backup before anything is copied',
    at1(kept, still, { copyJob: running, inventory }),
    act([{ kind: 'mirror', stage: 'copying' }], `backing up ${all} objects in the target`),
  ],
  [
    'that the copy is let go is noted first',
    at1(kept, still, { copyJob: running, inventory, mirrored: 'copying' }),
    record({ releasedTime: at(0) }, `letting clusterctl copy ${all} objects`),
  ],
  [
    'then the gate is opened',
    observation({ journal: released, source: view(still), copyJob: running, inventory }),
    act(
      [
        {
          kind: 'annotate',
          side: 'source',
          resource: clusters,
          object: prod(true),
          annotations: { [blockMoveAnnotation]: null },
        },
      ],
      `letting clusterctl copy ${all} objects`,
    ),
  ],
  [
    'copies are counted as they arrive',
    observation({ journal: released, source: view(ungated), target: arrived(7), copyJob: running, inventory }),
    waits('CopyJobRunning', `7 of ${all} objects are in the target; waiting for Job ${name}`),
  ],
  [
    'that none arrive is said, and where to look',
    observation({
      journal: { ...kept, releasedTime: at(-15) },
      source: view(ungated),
      target: arrived(7),
      copyJob: running,
      inventory,
    }),
    waits(
      'CopyJobRunning',
      `7 of ${all} objects are in the target; waiting for Job ${name}; nothing has arrived since ${at(-15)}: the log of that Job says what clusterctl tries again`,
    ),
  ],
  [
    'a Job that ends too early ends the attempt',
    observation({
      journal: released,
      source: view(ungated),
      target: arrived(all - 1),
      copyJob: job({ name, finished: true, result: { outcome: 'failed', message: 'webhook denied' } }),
      inventory,
    }),
    undoing('the copy Job ended: webhook denied; the target lacks Metal3Machine metal3/m-1', released),
  ],
  [
    'and so does one that is gone',
    observation({ journal: released, source: view(ungated), target: arrived(all - 1), inventory }),
    undoing('the copy Job is gone; the target lacks Metal3Machine metal3/m-1', released),
  ],
  [
    'nothing can be verified without the inventory',
    observation({ journal: released, source: view(ungated), copyJob: running }),
    fail(violation('CopyIncomplete', 'the inventory was lost after the copy was let go, so nothing can be verified')),
  ],
  [
    'the end of the Job is waited for',
    observation({ journal: released, source: view(ungated), target: arrived(all), copyJob: running, inventory }),
    waits('CopyJobRunning', `every object is in the target; waiting until Job ${name} ends`),
  ],
  [
    'a Job that failed after everything was copied has copied everything',
    observation({
      journal: released,
      source: view(ungated),
      target: arrived(all),
      copyJob: job({ name, finished: true, problem: 'deadline' }),
      inventory,
    }),
    met,
  ],
  [
    'a Job that is gone after everything was copied, too',
    observation({ journal: released, source: view(ungated), target: arrived(all), inventory }),
    met,
  ],
  ['after the commit nothing is copied any more', at1({ ...released, committedTime: at(0) }, []), met],
];

test.each(answers)('%s', (_, observed, result) => {
  expect(copying(observed)).toEqual(result);
});
