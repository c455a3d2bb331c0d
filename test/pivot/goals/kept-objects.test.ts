/** What of a move stays in the source, or was in the target before: is it left alone on both sides? */
import { expect, test } from 'vitest';
import type { Journal } from '../../../src/api/journal.ts';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { capiPausedAnnotation } from '../../../src/api/marks.ts';
import { committing } from '../../../src/pivot/goals/committing.ts';
import { copying } from '../../../src/pivot/goals/copying.ts';
import { rollback } from '../../../src/pivot/goals/rollback.ts';
import { verifying } from '../../../src/pivot/goals/verifying.ts';
import type { Kept } from '../../../src/pivot/graph.ts';
import { buildInventory, byIdentity, identity } from '../../../src/pivot/inventory.ts';
import { act, fail, met, violation, wait } from '../../../src/pivot/result.ts';
import {
  at,
  cluster,
  clusterClasses,
  copies,
  fence,
  fencedSource,
  found,
  job,
  marked,
  object,
  observation,
  secret,
  started,
  targetView,
  view,
} from '../given.ts';

const prod = cluster('prod', { paused: true });
const shared = marked(object(clusterClasses, 'metal', {}, { spec: { a: 1 } }), {
  namespace: 'classes',
  annotations: { [capiPausedAnnotation]: '' },
});
const global = marked(secret('global'), { namespace: 'global' });
const below = secret('below', { ownedBy: [global] });
const all = [prod, shared, global, below];
const keptAs = new Map<KubeObject, Kept>([
  [shared, 'shared'],
  [global, 'global'],
  [below, 'global'],
]);

const inventoryWith = (...inTarget: readonly KubeObject[]) => {
  const groups = [[prod, shared, global], [below]].map((group) =>
    group.map((it) => {
      const kept = keptAs.get(it);
      return kept === undefined ? found(it) : { ...found(it), kept };
    }),
  );
  return buildInventory(groups, [], byIdentity(inTarget));
};

const journal: Journal = {
  ...started,
  fence,
  copy: { attempt: 1, job: 'cpv-copy', clusters: ['prod'] },
  inventory: { secrets: ['cpv-inventory-0'], hash: 'h', objects: all.length },
};
const released: Journal = { ...journal, releasedTime: at(-30) };
const committed: Journal = { ...released, committedTime: at(-5) };
const other = (it: KubeObject, fields: object): KubeObject => ({ ...it, ...fields });

const verify = (target: readonly KubeObject[], source = all) =>
  verifying(
    observation({ journal: released, inventory: inventoryWith(), source: view(source), target: targetView(target) }),
  );
const differs = (message: string) =>
  wait(violation('CopyDiffers', `${message}; waiting until the copies are faithful`));

test('a global object is verified if only it exists', () => {
  expect(verify(copies(all.map((it) => (it === global ? other(it, { data: {} }) : it))))).toEqual(met);
  expect(verify(copies(all.filter((it) => it !== global)))).toEqual(
    differs('Secret global/global is missing in the target'),
  );
});

test('a shared object is verified like any other', () => {
  expect(verify(copies(all.map((it) => (it === shared ? other(it, { spec: { a: 2 } }) : it))))).toEqual(
    differs('ClusterClass classes/metal: spec.a differs in the target'),
  );
});

test('what stays may change in the source', () => {
  const now = all.map((it) => (keptAs.has(it) ? other(it, { spec: { a: 3 }, data: {} }) : it));
  expect(verify(copies(all), now)).toEqual(met);
});

const commit = (...source: readonly KubeObject[]) =>
  committing(
    observation({
      journal: committed,
      inventory: inventoryWith(),
      mirrored: 'committing',
      source: view(source, fencedSource),
      target: targetView(copies(all)),
    }),
  );

test('originals are deleted but for what stays', () => {
  const [entry] = inventoryWith().entries.filter(
    ({ object }) => object === prod || identity(object) === identity(prod),
  );
  expect(commit(...all)).toEqual(
    act(
      [{ kind: 'deleteObjects', side: 'source', entries: entry === undefined ? [] : [entry] }],
      'deleting originals: 1 of 1 remain',
    ),
  );
});

test('a ClusterClass that stays is unpaused in the source, for whoever else uses it', () => {
  expect(commit(shared, global, below)).toEqual(
    act(
      [
        {
          kind: 'annotate',
          side: 'source',
          resource: clusterClasses,
          object: shared,
          annotations: { [capiPausedAnnotation]: null },
        },
      ],
      'unpausing ClusterClass classes/metal in the source, which other namespaces use',
    ),
  );
  expect(commit(marked(shared, { annotations: {} }), global, below)).toEqual(met);
});

test('a rollback deletes no object that the target had before', () => {
  const answer = (...target: readonly KubeObject[]) =>
    rollback(
      observation({
        journal: { ...released, rollback: { startedTime: at(-5), cause: 'CopyDiffers' } },
        inventory: inventoryWith(global, shared),
        source: view(all, fencedSource),
        target: targetView(target),
      }),
    );
  const result = answer(...copies(all));
  const deleted = 'actions' in result ? result.actions : [];
  expect(deleted).toMatchObject([
    { kind: 'deleteObjects', side: 'target', entries: [{ object: { metadata: { name: 'below' } } }] },
  ]);
  expect(answer(...copies([shared, global]))).not.toMatchObject({ actions: [{ kind: 'deleteObjects' }] });
});

const copy = (...inTarget: readonly KubeObject[]) =>
  copying(
    observation({
      journal,
      copyJob: job({ name: 'cpv-copy' }),
      inventory: inventoryWith(...inTarget),
      source: view(all, fencedSource),
    }),
  );
const refused = (object: string, message: string) => fail({ reason: 'TargetNotEmpty', message, objects: [object] });

test('nothing is copied that would be an orphan below a global object of the target', () => {
  expect(copy(global)).toEqual(
    refused(
      'Secret metal3/below',
      'Secret metal3/below would be copied with an owner that does not exist in the target, and be garbage-collected there: the target has Secret global/global already; delete that in the target, or remove the owner reference',
    ),
  );
  expect(copy(global, below)).toMatchObject({ actions: [{ kind: 'mirror' }] });
});

test('nor anything over a shared object of the target that is another one', () => {
  expect(copy(other(shared, { spec: { a: 2 } }))).toEqual(
    refused(
      'ClusterClass classes/metal',
      'ClusterClass classes/metal of the target is another one, and clusterctl would overwrite it; make it like that of the source, or delete it',
    ),
  );
  expect(copy(shared)).toMatchObject({ actions: [{ kind: 'mirror' }] });
});
