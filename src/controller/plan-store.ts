/**
 * Keeps the plan in full in a ConfigMap beside the ClusterPivot, which owns it: compressed for programs, as text for
 * people, and the approved one as well while it differs, so that what drifted can be told.
 */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject, ObjectRef } from '../api/kube-object.ts';
import { planHashAnnotation } from '../api/marks.ts';
import { configMaps } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { isKubeError } from '../kube/errors.ts';
import type { StoredPlan } from '../pivot/observation.ts';
import type { PlanDocument } from '../pivot/plan/document.ts';

const compress = promisify(gzip);
const expand = promisify(gunzip);

const currentKey = 'plan.json.gz';
const approvedKey = 'approved.json.gz';
/** A ConfigMap takes 1 MiB in all. */
const longestText = 300_000;

/** `<name of the ClusterPivot>-plan`, in its namespace. */
function planRef({ metadata }: ClusterPivot): Required<ObjectRef> {
  return { namespace: metadata.namespace ?? '', name: `${metadata.name}-plan` };
}

/** undefined when there is none of this pivot, or nobody can read it. */
export async function loadPlan(source: ClusterClient, pivot: ClusterPivot): Promise<StoredPlan | undefined> {
  const found = await source.get(configMaps, planRef(pivot));
  const hash = found?.metadata.annotations?.[planHashAnnotation];
  if (found === undefined || hash === undefined || !isOurs(found, pivot)) return undefined;
  const { approvedPlan } = pivot.spec;
  if (approvedPlan === undefined || approvedPlan === hash) return { hash, approved: undefined };
  return { hash, approved: await documentWith(found, approvedPlan) };
}

/** The plan with this hash in full, as long as it is kept. */
export async function loadPlanDocument(
  source: ClusterClient,
  pivot: ClusterPivot,
  hash: string,
): Promise<PlanDocument | undefined> {
  const found = await source.get(configMaps, planRef(pivot));
  return found === undefined || !isOurs(found, pivot) ? undefined : documentWith(found, hash);
}

/** Writing twice is writing once. Rejects when a ConfigMap of that name is somebody else's. */
export async function storePlan(
  source: ClusterClient,
  pivot: ClusterPivot,
  { document, text }: { readonly document: PlanDocument; readonly text: string },
): Promise<void> {
  const ref = planRef(pivot);
  const found = await source.get(configMaps, ref);
  if (found !== undefined && !isOurs(found, pivot)) {
    throw new Error(`ConfigMap ${ref.namespace}/${ref.name}, where the plan is kept, is not this pivot's; delete it`);
  }
  const approved = await keptApproval(found, pivot, document);
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      ...ref,
      labels: { 'app.kubernetes.io/managed-by': 'clusterpivot' },
      annotations: { [planHashAnnotation]: document.hash },
      ownerReferences: [
        { apiVersion: pivot.apiVersion, kind: pivot.kind, name: pivot.metadata.name, uid: pivot.metadata.uid ?? '' },
      ],
    },
    data: { 'plan.txt': text.slice(0, longestText) },
    binaryData: {
      [currentKey]: await packed(document),
      // null takes away what an earlier write had put there.
      [approvedKey]: approved === undefined ? null : await packed(approved),
    },
  };
  if (found === undefined) await createOnce(source, withoutNulls(object));
  else await source.patch(configMaps, ref, { type: 'merge', body: object });
}

/** The approved plan, when it is another one than that which is stored now. */
async function keptApproval(
  found: KubeObject | undefined,
  { spec }: ClusterPivot,
  { hash }: PlanDocument,
): Promise<PlanDocument | undefined> {
  if (found === undefined || spec.approvedPlan === undefined || spec.approvedPlan === hash) return undefined;
  return documentWith(found, spec.approvedPlan);
}

async function documentWith(found: KubeObject, hash: string): Promise<PlanDocument | undefined> {
  const { binaryData = {} } = found as { binaryData?: Readonly<Record<string, string>> };
  for (const key of [currentKey, approvedKey]) {
    const document = await unpacked(binaryData[key]);
    if (document?.hash === hash) return document;
  }
  return undefined;
}

async function packed(document: PlanDocument): Promise<string> {
  return (await compress(JSON.stringify(document))).toString('base64');
}

/** What somebody has spoilt is no plan. */
async function unpacked(text: string | undefined): Promise<PlanDocument | undefined> {
  if (text === undefined) return undefined;
  try {
    return JSON.parse((await expand(Buffer.from(text, 'base64'))).toString('utf8')) as PlanDocument;
  } catch {
    return undefined;
  }
}

function isOurs({ metadata }: KubeObject, pivot: ClusterPivot): boolean {
  return (metadata.ownerReferences ?? []).some(({ uid }) => uid === pivot.metadata.uid);
}

async function createOnce(source: ClusterClient, object: KubeObject): Promise<void> {
  try {
    await source.create(configMaps, object);
  } catch (error) {
    // Our own earlier try; the next look compares what it wrote.
    if (!isKubeError(error, 'conflict')) throw error;
  }
}

function withoutNulls(object: KubeObject): KubeObject {
  const { binaryData = {} } = object as { binaryData?: Readonly<Record<string, string | null>> };
  return {
    ...object,
    binaryData: Object.fromEntries(Object.entries(binaryData).filter(([, value]) => value !== null)),
  };
}
