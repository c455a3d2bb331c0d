/** Metal3DataTemplate: answers each Metal3DataClaim with a Metal3Data that carries an index of its own. */
import type { ObjectRef } from '../../../src/api/kube-object.ts';
import { clusterNameLabel } from '../../../src/api/marks.ts';
import { type DataClaim, type DataTemplate, freeIndex, type MachineData } from '../decide/machine-data.ts';
import { ownerReference } from '../decide/ownership.ts';
import { isAnnotatedPaused, isPaused } from '../decide/paused.ts';
import { finalizers } from '../marks.ts';
import { metal3DataClaims, metal3Datas, metal3DataTemplates } from '../resources.ts';
import { adorn, clusterNamed, dropFinalizer, type Outcome, refOf, type World, writeStatus } from '../world.ts';
import { createOnce } from './create-once.ts';

async function createData(world: World, template: DataTemplate, claim: DataClaim, index: number): Promise<MachineData> {
  const { namespace, name } = refOf(template);
  return createOnce<MachineData>(world, metal3Datas, {
    apiVersion: template.apiVersion,
    kind: 'Metal3Data',
    metadata: {
      name: `${template.spec?.templateReference ?? name}-${index}`,
      namespace,
      labels: { [clusterNameLabel]: claim.metadata.labels?.[clusterNameLabel] ?? '' },
      ownerReferences: [ownerReference(template), ownerReference(claim, true)],
      finalizers: [finalizers.metal3Data],
    },
    spec: { claim: refOf(claim), index, template: refOf(template) },
  });
}

async function forgetClaim(world: World, claim: DataClaim, data: MachineData | undefined): Promise<void> {
  if (data === undefined) {
    await dropFinalizer(world, metal3DataClaims, claim, finalizers.metal3DataClaim);
  } else if (data.metadata.deletionTimestamp === undefined) {
    await world.client.delete(metal3Datas, refOf(data));
  }
}

async function answerClaims(world: World, template: DataTemplate): Promise<readonly MachineData[]> {
  const { namespace, name } = refOf(template);
  const claims = await world.client.list<DataClaim>(metal3DataClaims, { namespace });
  const datas = (await world.client.list<MachineData>(metal3Datas, { namespace })).items.filter(
    (data) => data.spec?.template?.name === name,
  );
  const mine = claims.items
    .filter((claim) => claim.spec?.template?.name === name && !isAnnotatedPaused(claim))
    .toSorted((a, b) => a.metadata.name.localeCompare(b.metadata.name));
  for (const claim of mine) {
    const found = datas.find((data) => data.spec?.claim?.name === claim.metadata.name);
    if (claim.metadata.deletionTimestamp !== undefined) {
      await forgetClaim(world, claim, found);
      continue;
    }
    const data = found ?? (await createData(world, template, claim, freeIndex(datas)));
    if (found === undefined) datas.push(data);
    const current = await adorn(world, metal3DataClaims, claim, { finalizer: finalizers.metal3DataClaim });
    await writeStatus(world, metal3DataClaims, current, { renderedData: refOf(data) });
  }
  return datas;
}

export async function reconcileMetal3DataTemplate(world: World, ref: Required<ObjectRef>): Promise<Outcome> {
  const template = await world.client.get<DataTemplate>(metal3DataTemplates, ref);
  if (template === undefined) return 'done';
  const { clusterName } = template.spec ?? {};
  const cluster = await clusterNamed(world, ref.namespace, clusterName);
  if (clusterName !== undefined && cluster === undefined) return { againMs: 10_000 };
  if (isPaused(cluster, template)) return 'done';
  if (template.metadata.deletionTimestamp !== undefined) {
    const datas = await answerClaims(world, template);
    if (datas.length > 0) return { againMs: 5000 };
    await dropFinalizer(world, metal3DataTemplates, template, finalizers.metal3DataTemplate);
    return 'done';
  }
  const current = await adorn(world, metal3DataTemplates, template, {
    finalizer: finalizers.metal3DataTemplate,
    ...(cluster && { owner: ownerReference(cluster), labels: { [clusterNameLabel]: cluster.metadata.name } }),
  });
  const datas = await answerClaims(world, current);
  const indexes = Object.fromEntries(datas.map((data) => [data.spec?.claim?.name ?? '', data.spec?.index ?? 0]));
  await writeStatus(world, metal3DataTemplates, current, { indexes });
  return 'done';
}
