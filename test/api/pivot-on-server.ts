/** ClusterPivots on a real API server: the CRD applied and served, and a namespace with calls for one test file. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterPivotCrd } from '../../src/api/crd.ts';
import { type Answer, apply, call } from './raw-api.ts';

/** Calls on the ClusterPivots of one namespace. */
export interface PivotApi {
  readonly namespace: string;
  /** As `kubectl create --dry-run=server`: everything is judged, nothing is stored. */
  judge(spec: unknown, fieldValidation: 'Strict' | 'Ignore'): Promise<Answer>;
  create(name: string, spec: unknown): Promise<Answer>;
  /** Stores a ClusterPivot, with a status if given; throws when it is refused, so that a broken set-up is seen as such. */
  given(name: string, spec: unknown, status?: object): Promise<void>;
  get(name: string): Promise<Answer>;
  patch(name: string, body: object): Promise<Answer>;
  patchStatus(name: string, status: object): Promise<Answer>;
  /** What `kubectl get` prints: the header and one row an object. */
  table(): Promise<{ readonly names: readonly string[]; readonly rows: readonly (readonly unknown[])[] }>;
}

/** Applies the CRD, waits until it is served, and makes a new namespace, so that a kept server does not matter. */
export async function servePivots(prefix: string): Promise<PivotApi> {
  const namespace = `${prefix}-${randomUUID().slice(0, 8)}`;
  const crd = clusterPivotCrd();
  const crdPath = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd.metadata.name}`;
  await apply(crdPath, crd);
  await apply(`/api/v1/namespaces/${namespace}`, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  await untilServed(`/apis/pivot.metal3.io/v1alpha1/namespaces/${namespace}/clusterpivots`);
  return pivotApi(namespace);
}

/** The endpoint follows the Established condition by a moment; the one thing to do is to ask again. */
export async function untilServed(path: string): Promise<void> {
  for (let left = 100; left > 0; left--) {
    if ((await call({ method: 'GET', path })).status === 200) return;
    await sleep(100);
  }
  throw new Error(`${path} is not served within 10 s`);
}

function pivotApi(namespace: string): PivotApi {
  const path = `/apis/pivot.metal3.io/v1alpha1/namespaces/${namespace}/clusterpivots`;
  const merge = { 'content-type': 'application/merge-patch+json' };
  const pivot = (name: string, spec: unknown) => ({
    apiVersion: 'pivot.metal3.io/v1alpha1',
    kind: 'ClusterPivot',
    metadata: { name, namespace },
    spec,
  });
  const create = (name: string, spec: unknown) =>
    call({ method: 'POST', path: `${path}?fieldValidation=Strict`, body: pivot(name, spec) });
  const patchStatus = (name: string, status: object) =>
    call({ method: 'PATCH', path: `${path}/${name}/status?fieldValidation=Strict`, body: { status }, headers: merge });
  return {
    namespace,
    judge: (spec, fieldValidation) =>
      call({
        method: 'POST',
        path: `${path}?dryRun=All&fieldValidation=${fieldValidation}`,
        body: pivot('judged', spec),
      }),
    create,
    patchStatus,
    given: async (name, spec, status) => {
      const answers = [await create(name, spec)];
      if (status !== undefined) answers.push(await patchStatus(name, status));
      const refusal = answers.find((answer) => answer.status >= 300);
      if (refusal !== undefined) throw new Error(`${name}: ${refusal.status} ${refusal.body.message ?? ''}`);
    },
    get: (name) => call({ method: 'GET', path: `${path}/${name}` }),
    patch: (name, body) =>
      call({ method: 'PATCH', path: `${path}/${name}?fieldValidation=Strict`, body, headers: merge }),
    table: async () => {
      const { body } = await call({
        method: 'GET',
        path,
        headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
      });
      const columns = body['columnDefinitions'] as readonly { readonly name: string }[];
      const rows = body['rows'] as readonly { readonly cells: readonly unknown[] }[];
      return { names: columns.map(({ name }) => name), rows: rows.map(({ cells }) => cells) };
    },
  };
}
