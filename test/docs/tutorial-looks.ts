/** What a person who follows docs/tutorial.md sees of the pivot, made by the operator's own decisions. */
import { type ClusterPivot, conditionsOf } from '../../src/api/clusterpivot.ts';
import { readyCondition } from '../../src/api/conditions.ts';
import type { Journal } from '../../src/api/journal.ts';
import { bareMetalHosts, hardwareData } from '../../src/api/resources.ts';
import { decide } from '../../src/pivot/decide.ts';
import { endpointNotReleased } from '../../src/pivot/endpoint/released.ts';
import type { ClusterView, Observation } from '../../src/pivot/observation.ts';
import { renderPlan } from '../../src/pivot/plan/render.ts';
import { statusAfter } from '../../src/pivot/status.ts';
import { heldView, macOf, releasedView, report, side } from '../pivot/endpoint/given.ts';
import { endpoint, seen } from '../pivot/endpoint/observed.ts';
import {
  at,
  copies,
  crd,
  crds,
  fence,
  fencedSource,
  inventoryOf,
  job,
  observation,
  ownedObjects,
  prepared,
  providers,
  runningTarget,
  started,
  targetView,
  view,
} from '../pivot/given.ts';

const external = { ironic: { endpoint, source: { type: 'External' } }, approval: 'Manual' };
const { ironic: _, ...fenceOfExternal } = fence;
const originals = ownedObjects();
const inventory = inventoryOf(originals);
const fenced: Journal = { ...prepared, fence: fenceOfExternal, fencedTime: at(-90) };
const copied: Journal = {
  ...fenced,
  copy: { attempt: 1, job: 'cpv-0a1b2c3d-4e5f-copy-1', clusters: ['prod'] },
  inventory: {
    secrets: ['cpv-0a1b2c3d-4e5f-inventory-0'],
    hash: 'of-the-inventory',
    objects: inventory.entries.length,
  },
  releasedTime: at(-10),
};
const held = { endpoint: seen(heldView(), { heldBy: 'target node m-0' }) };
const fencedView = { source: view(originals, fencedSource) };

export const tutorialLooks: Readonly<Record<string, () => string>> = {
  waiting: () => row(look({ source: view(withoutNode()), target: asCreated() })),
  plan: () => {
    const observed = observation({ spec: external, target: asCreated(), source: asBootstrapped() });
    return renderPlan(after(observed)) ?? '';
  },
  preparing: () =>
    row(
      look({ journal: started, initJob: job({ name: 'cpv-0a1b2c3d-4e5f-init' }), target: withoutProviders(), ...held }),
    ),
  stopIronic: () => {
    const deaf = side('target', report('new-1', { answers: [macOf('old-1')] }), report('new-2'));
    const seenView = releasedView({ source: { ...side('source'), unprobed: true }, target: deaf });
    const notReleased = endpointNotReleased(seenView);
    return row(look({ ...fencedView, journal: fenced, endpoint: seen(seenView, { notReleased }) }));
  },
  copying: () =>
    row(
      look({
        ...fencedView,
        ...held,
        journal: copied,
        inventory,
        copyJob: job({ name: 'cpv-0a1b2c3d-4e5f-copy-1' }),
        target: targetView(copies(originals).slice(0, 12), runningTarget),
      }),
    ),
  activating: () =>
    row(
      look({
        ...held,
        journal: { ...copied, committedTime: at(-5) },
        inventory,
        mirrored: 'committing',
        source: view([], fencedSource),
        target: targetView(copies(originals), runningTarget),
      }),
    ),
  done: () =>
    row(
      look({
        ...held,
        targetPinned: false,
        journal: { ...copied, committedTime: at(-300), activatedTime: at(-200), completedTime: at(-5) },
        source: view([], fencedSource),
      }),
    ),
};

function look(is: Parameters<typeof observation>[0] & object): ClusterPivot {
  return after(observation({ spec: external, ...is }));
}

function after(observed: Observation): ClusterPivot {
  const plan = { hash: '', objects: inventory.entries.length, kinds: [], hosts: [], steps: [] };
  const before = { hosts: { total: 4, ready: 4 }, plan, ...observed.pivot.status };
  const seenBefore = { ...observed, pivot: { ...observed.pivot, status: before } };
  return { ...observed.pivot, status: statusAfter(seenBefore, decide(seenBefore), {}) };
}

/** As kubectl prints the columns of the CRD: of a text with several lines the first. */
function row({ metadata, spec, status }: ClusterPivot): string {
  const { phase = '', message = '', progress } = status;
  const ready = conditionsOf(status).find(({ type }) => type === readyCondition)?.status ?? '';
  const cells = [
    ['NAME', metadata.name],
    ['CLUSTER', spec.clusterName],
    ['PHASE', phase],
    ['PROGRESS', String(progress?.percent ?? '')],
    ['READY', ready],
    ['MESSAGE', message.replace(/\n.*/s, '...')],
  ] as const;
  const padded = (index: 0 | 1) =>
    cells
      .map((pair) => pair[index].padEnd(Math.max(...pair.map((text) => text.length))))
      .join('   ')
      .trimEnd();
  return `${padded(0)}\n${padded(1)}\n`;
}

function withoutNode() {
  return originals.map((object) =>
    object.kind === 'Machine' && object.metadata.name === 'm-1'
      ? { ...object, status: { phase: 'Provisioning' } }
      : object,
  );
}

/** As a bootstrap cluster is: nobody has labelled the Bare Metal Operator's CRDs. */
function asBootstrapped(): ClusterView {
  return view(originals, { crds: [...crds().slice(0, -2), crd(bareMetalHosts, []), crd(hardwareData, [])] });
}

function asCreated(): ClusterView {
  return targetView([], {
    namespaceExists: false,
    providers: [],
    crds: [crd(bareMetalHosts, []), crd(hardwareData, [])],
  });
}

function withoutProviders(): ClusterView {
  return targetView([], { providers: providers.slice(0, 0) });
}
