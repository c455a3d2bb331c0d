/** The GitOps owners that a pivot freezes, as they are in the source now, and what they are in the middle of. */
import type { ClusterPivot } from '../../api/clusterpivot.ts';
import type { OwnerRef } from '../../api/gitops-spec.ts';
import type { KubeObject } from '../../api/kube-object.ts';
import { conditionNamed } from '../conditions.ts';

/** In the order of the spec. It may not change as long as the pivot lasts, so these are also those of the journal. */
export function listedOwners({ spec }: Pick<ClusterPivot, 'spec'>): readonly OwnerRef[] {
  return spec.gitOps.freeze;
}

export function isOwner({ kind, metadata }: KubeObject, ref: OwnerRef): boolean {
  return kind === ref.kind && metadata.name === ref.name && metadata.namespace === ref.namespace;
}

export function ownerNamed(owners: readonly KubeObject[], ref: OwnerRef): KubeObject | undefined {
  return owners.find((owner) => isOwner(owner, ref));
}

/** `Application argocd/clusters` */
export function describeOwner({ kind, namespace, name }: OwnerRef): string {
  return `${kind} ${namespace}/${name}`;
}

/** What has to be known of them when a pivot is complete. */
export function leftFrozen(owners: readonly OwnerRef[]): string {
  return `left frozen in the source: ${owners.map(describeOwner).join(', ')}. Before you resume them, take what has moved out of their repository, or point it to the target: they would create it in the source again`;
}

/** What it does though it may be frozen by now: that stops what comes next, and not what has begun. */
export function workUnderWay(owner: KubeObject): string | undefined {
  return owner.kind === 'Application' ? operation(owner) : reconcile(owner);
}

interface OperationState {
  readonly operationState?: { readonly phase?: string; readonly message?: string };
}

/** Argo CD takes `operation` off as soon as it has come to an end (controller/appcontroller.go, setOperationState). */
function operation(application: KubeObject): string | undefined {
  const { operationState = {} } = (application['status'] ?? {}) as OperationState;
  const { phase = '', message = '' } = operationState;
  if (application['operation'] === undefined && !['Running', 'Terminating'].includes(phase)) return undefined;
  return `has an operation under way${message === '' ? '' : ` (${message})`}`;
}

/**
 * Flux says Progressing only while it works; between two tries it says ProgressingWithRetry, or leaves the condition and sets
 * Ready to False. What is suspended then stays so for ever.
 */
function reconcile(owner: KubeObject): string | undefined {
  const reconciling = conditionNamed(owner, 'Reconciling');
  if (reconciling?.status !== 'True' || reconciling.reason !== 'Progressing') return undefined;
  if (conditionNamed(owner, 'Ready')?.status === 'False') return undefined;
  return `is being reconciled (${reconciling.message ?? ''})`;
}
