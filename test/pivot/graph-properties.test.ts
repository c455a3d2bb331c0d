/** Whatever owns whatever: the order respects owners, nothing comes twice, nothing is lost without a word. */
import * as fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { moveHierarchyLabel, moveLabel } from '../../src/api/marks.ts';
import { bareMetalHosts, clusters, configMaps, machines, secrets } from '../../src/api/resources.ts';
import { moveSet } from '../../src/pivot/graph.ts';
import { moveKinds } from '../../src/pivot/move-kinds.ts';
import { clusterClasses, crds, found, object } from './given.ts';

vi.setConfig({ testTimeout: 60_000 });

const kinds = moveKinds(crds());

interface Drawn {
  readonly kind: number;
  readonly owners: readonly number[];
  readonly label: string | undefined;
  readonly className: number;
}

const resources = [clusters, machines, bareMetalHosts, secrets, configMaps, clusterClasses];

/** Any graph of up to 30 objects, with cycles, self-owners, and owners that nobody has seen. */
const graphs = fc
  .array(
    fc.record<Drawn>({
      kind: fc.nat(resources.length - 1),
      owners: fc.array(fc.nat(33), { maxLength: 3 }),
      label: fc.constantFrom(undefined, undefined, undefined, moveLabel, moveHierarchyLabel),
      className: fc.nat(30),
    }),
    { maxLength: 30 },
  )
  .map((drawn) =>
    drawn.map(({ kind, owners, label, className }, index): KubeObject => {
      const resource = resources[kind] ?? secrets;
      const ownerReferences = owners.map((owner) => ({
        apiVersion: 'v1',
        kind: 'Any',
        name: `o-${owner}`,
        uid: `u-${owner}`,
      }));
      return object(
        resource,
        // Some Secrets are named after a Cluster, if there is one of that number.
        resource === secrets && index % 2 === 0 ? `o-${className}-ca` : `o-${index}`,
        { uid: `u-${index}`, ownerReferences, ...(label === undefined ? {} : { labels: { [label]: '' } }) },
        resource === clusters ? { spec: { topology: { classRef: { name: `o-${className}` } } } } : {},
      );
    }),
  );

function counterexample(
  property: (objects: readonly KubeObject[], set: ReturnType<typeof moveSet>) => boolean,
): string | undefined {
  const result = fc.check(
    fc.property(graphs, (objects) => property(objects, moveSet(kinds, objects.map(found)))),
    { numRuns: 500 },
  );
  return fc.defaultReportMessage(result);
}

const uid = ({ object }: { readonly object: KubeObject }) => object.metadata.uid ?? '';

it('every owner of what moves is in an earlier group', () => {
  const failure = counterexample((_, { groups }) => {
    const before = new Set<string>();
    return groups.every((group) => {
      const ordered = group.every(({ object }) =>
        (object.metadata.ownerReferences ?? []).every((owner) => before.has(owner.uid)),
      );
      for (const entry of group) before.add(uid(entry));
      return ordered;
    });
  });
  expect(failure).toBeUndefined();
});

it('no object moves twice, nor both moves and stays', () => {
  const failure = counterexample((_, { groups, leftBehind }) => {
    const all = [...groups.flat(), ...leftBehind].map(uid);
    return new Set(all).size === all.length;
  });
  expect(failure).toBeUndefined();
});

/** Said another way than in the code: follow owners upwards until a root of a hierarchy, or never. */
function belongs(object: KubeObject, all: ReadonlyMap<string, KubeObject>, seen: ReadonlySet<string>): boolean {
  const labels = object.metadata.labels ?? {};
  if (['Cluster', 'ClusterClass', 'BareMetalHost'].includes(object.kind) || moveHierarchyLabel in labels) return true;
  return owners(object, all).some((owner) => {
    const found = all.get(owner);
    return found !== undefined && !seen.has(owner) && belongs(found, all, new Set([...seen, owner]));
  });
}

function owners(object: KubeObject, all: ReadonlyMap<string, KubeObject>): readonly string[] {
  const hard = (object.metadata.ownerReferences ?? []).map((owner) => owner.uid);
  const { topology } = (object['spec'] ?? {}) as { topology?: { classRef: { name: string } } };
  if (topology !== undefined) {
    const used = [...all.values()].find(
      ({ kind, metadata }) => kind === 'ClusterClass' && metadata.name === topology.classRef.name,
    );
    return used?.metadata.uid === undefined ? hard : [...hard, used.metadata.uid];
  }
  if (object.kind !== 'Secret' || hard.length > 0 || !object.metadata.name.endsWith('-ca')) return hard;
  const named = [...all.values()].find(
    ({ kind, metadata }) => kind === 'Cluster' && `${metadata.name}-ca` === object.metadata.name,
  );
  return named?.metadata.uid === undefined ? [] : [named.metadata.uid];
}

it('what moves and what is left behind is what belongs to a hierarchy or is labelled', () => {
  const failure = counterexample((objects, { groups, leftBehind }) => {
    const all = new Map(objects.map((object) => [object.metadata.uid ?? '', object]));
    const wanted = objects.filter(
      (object) => belongs(object, all, new Set()) || moveLabel in (object.metadata.labels ?? {}),
    );
    const told = [...groups.flat(), ...leftBehind].map(uid).toSorted();
    return (
      told.join() ===
      wanted
        .map((object) => object.metadata.uid ?? '')
        .toSorted()
        .join()
    );
  });
  expect(failure).toBeUndefined();
});

it('what would be garbage-collected is what has only owners that are gone, one of them by the move', () => {
  const failure = counterexample((objects, { groups, garbageCollectionRisk }) => {
    const moved = new Set(groups.flat().map(uid));
    const all = new Set(objects.map((object) => object.metadata.uid ?? ''));
    // Said another way than in the code: take away whatever the collector takes, one round after the other.
    const left = new Set([...all].filter((it) => !moved.has(it)));
    const lost: string[] = [];
    for (;;) {
      const next = objects.filter(({ metadata }) => {
        const owners = (metadata.ownerReferences ?? []).map((owner) => owner.uid);
        return (
          left.has(metadata.uid ?? '') &&
          owners.every((owner) => !left.has(owner)) &&
          owners.some((owner) => moved.has(owner) || lost.includes(owner))
        );
      });
      if (next.length === 0) break;
      for (const { metadata } of next) {
        left.delete(metadata.uid ?? '');
        lost.push(metadata.uid ?? '');
      }
    }
    return garbageCollectionRisk.map(uid).toSorted().join() === lost.toSorted().join();
  });
  expect(failure).toBeUndefined();
});

it('an object that is left behind has an owner that does not move, and the reason says so', () => {
  const failure = counterexample((_, { groups, leftBehind }) => {
    const moved = new Set(groups.flat().map(uid));
    return leftBehind.every(
      ({ object, cause, why }) =>
        !moved.has(uid({ object })) &&
        (cause === 'ownershipCycle'
          ? why.startsWith('it owns itself')
          : ['ownerStays', 'ownerUnknown'].includes(cause) && why.startsWith('it is owned by ')),
    );
  });
  expect(failure).toBeUndefined();
});

it('an object is in a circle if its owners lead back to it', () => {
  const failure = counterexample((objects, { leftBehind }) => {
    const all = new Map(objects.map((object) => [object.metadata.uid ?? '', object]));
    const leadsBack = (start: string) => {
      const seen = new Set<string>();
      const pending = [start];
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        const object = all.get(next);
        for (const owner of object === undefined ? [] : owners(object, all)) {
          if (owner === start) return true;
          if (!seen.has(owner)) pending.push(owner);
          seen.add(owner);
        }
      }
      return false;
    };
    return leftBehind.every(({ object, cause }) => (cause === 'ownershipCycle') === leadsBack(uid({ object })));
  });
  expect(failure).toBeUndefined();
});

it('the order of the list does not matter', () => {
  const failure = counterexample((objects, { groups }) => {
    const reversed = moveSet(kinds, objects.toReversed().map(found)).groups;
    const text = (set: typeof groups) => set.map((group) => group.map(uid).toSorted().join()).join('|');
    return text(groups) === text(reversed);
  });
  expect(failure).toBeUndefined();
});
