/** Does a manifest that is applied again and again stay as it is, whatever the operator writes, and the pivot with it? */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterPivot } from '../../src/api/clusterpivot.ts';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { pivotFinalizer } from '../../src/api/marks.ts';
import { clusterPivots, namespaces } from '../../src/api/resources.ts';
import { call } from '../api/raw-api.ts';
import { endNamespace } from '../controller/absent-controllers.ts';
import { createWorld } from '../controller/create-world.ts';
import { objectOf } from '../controller/minimal-crds.ts';
import { openStage, pivotNow, type Stage, untilReason } from '../controller/stage.ts';
import { change } from '../controller/world.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';
import { recorded } from './recorded.ts';

let stage: Stage;
let kubectl: Kubectl;

beforeAll(async () => {
  stage = await openStage();
  kubectl = await openKubectl(stage.source.plane.access);
  for (const [name, tool] of tools) await givenComplete(tool, completeOf(name));
  await stage.startOperator();
});

afterAll(async () => {
  await kubectl[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

type Manifest = KubeObject & { readonly spec: object };

/** How a tool applies it, and whether it would then find anything to change. */
interface Tool {
  apply(manifest: Manifest): Promise<void>;
  wouldChange(manifest: Manifest): Promise<unknown>;
}

async function live({ metadata: { namespace, name } }: Manifest): Promise<ClusterPivot> {
  const found = await stage.source.admin.get<ClusterPivot>(clusterPivots, { namespace: namespace ?? '', name });
  if (found === undefined) throw new Error(`ClusterPivot ${namespace}/${name} is not there`);
  return found;
}

/** As Argo CD with ServerSideApply=true, and Flux under another name, by default. */
const serverSide: Tool = {
  apply: async (manifest) => {
    await applyAs(manifest);
  },
  wouldChange: async (manifest) => {
    const [before, after] = [await live(manifest), await applyAs(manifest, '&dryRun=All')];
    // The status is the operator's, and may move on in between.
    const without = ({ spec, metadata }: KubeObject) => {
      const { resourceVersion: _, ...kept } = metadata;
      return { metadata: kept, spec };
    };
    const [was, is] = [without(before), without(after)];
    return JSON.stringify(was) === JSON.stringify(is) ? '' : { was, is };
  },
};

async function applyAs(manifest: Manifest, options = ''): Promise<KubeObject> {
  const { namespace, name } = manifest.metadata;
  const { status, body } = await call(
    {
      method: 'PATCH',
      path: `/apis/pivot.metal3.io/v1alpha1/namespaces/${namespace}/clusterpivots/${name}?fieldManager=argocd-controller&force=true${options}`,
      body: manifest,
      headers: { 'content-type': 'application/apply-patch+yaml' },
    },
    stage.source.plane.access,
  );
  if (status >= 300) throw new Error(`${status} ${body.message ?? ''}`);
  return body as unknown as KubeObject;
}

/** As Argo CD by default, and people: a three-way merge with the annotation last-applied-configuration. */
const clientSide: Tool = {
  apply: async (manifest) => {
    await kubectl(['apply', '--filename=-'], JSON.stringify(manifest));
  },
  // Exit code 1 says that there are differences.
  wouldChange: (manifest) =>
    kubectl(['diff', '--filename=-'], JSON.stringify(manifest)).catch((error: unknown) => String(error)),
};

function manifestIn(namespace: string, spec: object): Manifest {
  return { ...objectOf(clusterPivots, { name: 'pivot', namespace }, { spec }), spec };
}

const completed = recorded['completed'] as ClusterPivot;
const tools = Object.entries({ 'server-side': serverSide, 'client-side': clientSide });

/** Waits for the target's Bare Metal Operator, when much is written already. */
async function givenUnderWay(tool: Tool, namespace: string): Promise<Manifest> {
  const { spec } = await createWorld(stage, namespace, {
    broken: ({ target }) =>
      change(target, `Deployment/${namespace}-bmo`, { status: { readyReplicas: 0, availableReplicas: 0 } }),
  });
  const manifest = manifestIn(namespace, spec);
  await tool.apply(manifest);
  return manifest;
}

function completeOf(name: string): Manifest {
  return manifestIn(`complete-${name}`, { clusterName: 'prod' });
}

/** Before there is an operator that would begin. */
async function givenComplete(tool: Tool, manifest: Manifest): Promise<void> {
  await stage.source.admin.create(namespaces, objectOf(namespaces, { name: manifest.metadata.namespace ?? '' }));
  await tool.apply(manifest);
  const status = { ...completed.status, observedGeneration: 1 };
  const complete = { ...(await live(manifest)), status };
  await stage.source.admin.replace(clusterPivots, complete, { subresource: 'status' });
}

describe.each(tools)('a manifest applied %s', (name, tool) => {
  const complete = completeOf(name);
  let underWay: Manifest;

  beforeAll(async () => {
    underWay = await givenUnderWay(tool, `under-way-${name}`);
  });

  it('has nothing to change at once', async () => {
    expect(await tool.wouldChange(underWay)).toBe('');
    expect(await tool.wouldChange(complete)).toBe('');
  });

  it('has nothing to change after the operator has written what it writes', async () => {
    await untilReason(stage, `under-way-${name}`, 'BareMetalOperatorNotReady');
    expect((await live(underWay)).metadata.finalizers).toEqual([pivotFinalizer]);
    expect(await tool.wouldChange(underWay)).toBe('');
    await tool.apply(underWay);
    expect((await live(underWay)).metadata).toMatchObject({ generation: 1, finalizers: [pivotFinalizer] });
  });

  it('begins nothing once the pivot is complete', async () => {
    await tool.apply(complete);
    expect(await tool.wouldChange(complete)).toBe('');
    // What a commit changes later is seen, and takes nothing back.
    await tool.apply(manifestIn(`complete-${name}`, { clusterName: 'prod', gates: { soakSeconds: 600 } }));
    await expect
      .poll(() => pivotNow(stage, `complete-${name}`)?.status.observedGeneration, { timeout: 30_000 })
      .toBe(2);
    const { metadata, status } = await live(complete);
    expect(status).toMatchObject({ phase: 'Completed', journal: completed.status.journal });
    expect(metadata.generation).toBe(2);
  });

  it('that would change something is seen to', async () => {
    const other = manifestIn(`under-way-${name}`, { ...underWay.spec, suspend: true });
    expect(await tool.wouldChange(other)).not.toBe('');
  });

  // Also what makes room for the next: a target is for one pivot at a time.
  it('that is pruned under way is gone when it is rolled back', async () => {
    const { namespace = '' } = underWay.metadata;
    await stage.source.admin.delete(clusterPivots, { namespace, name: 'pivot' });
    await endNamespace(stage.target, namespace);
    await expect.poll(() => pivotNow(stage, namespace), { timeout: 30_000 }).toBeUndefined();
  });
});
