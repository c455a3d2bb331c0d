/** Which GitOps tool says on an object that it keeps it, and does that tool act by itself? */
import type { KubeObject } from '../../api/kube-object.ts';
import { groupOf } from '../../api/kube-object.ts';

/** Whoever keeps an object, as the object's own labels and annotations name it. */
export interface Owner {
  readonly tool: 'Argo CD' | 'Flux' | 'Helm';
  /** undefined for Helm, whose releases are no objects. */
  readonly kind: 'Application' | 'Kustomization' | 'HelmRelease' | undefined;
  readonly name: string;
  /** undefined: not said. */
  readonly namespace: string | undefined;
}

export function ownersOf(object: KubeObject, known: readonly KubeObject[]): readonly Owner[] {
  const flux = fluxOwners(object);
  const argo = trackedBy(object) ?? labelledBy(object, known);
  const helm = flux.some(({ kind }) => kind === 'HelmRelease') ? undefined : releasedBy(object);
  return [...flux, ...[argo, helm].filter((owner) => owner !== undefined)];
}

export function find({ kind, name, namespace }: Owner, known: readonly KubeObject[]): KubeObject | undefined {
  return known.find(
    (object) =>
      object.kind === kind &&
      object.metadata.name === name &&
      (namespace === undefined || object.metadata.namespace === namespace),
  );
}

/**
 * `[namespace_]application:group/kind:namespace/name`. Copied onto a child it names another object than that it is on,
 * and tracks nothing (Argo CD, util/argo/resource_tracking.go).
 */
function trackedBy(object: KubeObject): Owner | undefined {
  const { namespace = '', name, annotations = {} } = object.metadata;
  const [application = '', type, of] = (annotations['argocd.argoproj.io/tracking-id'] ?? '').split(':');
  if (type !== `${groupOf(object.apiVersion)}/${object.kind}` || of !== `${namespace}/${name}`) return undefined;
  const parts = application.split('_');
  const [first = '', second] = parts;
  return {
    tool: 'Argo CD',
    kind: 'Application',
    name: second ?? first,
    namespace: second === undefined ? undefined : first,
  };
}

/** Before Argo CD 3.0 a label tracked, which many others use too, and which children inherit. */
function labelledBy({ metadata }: KubeObject, known: readonly KubeObject[]): Owner | undefined {
  const { labels = {}, ownerReferences = [] } = metadata;
  const name = labels['argocd.argoproj.io/instance'] ?? labels['app.kubernetes.io/instance'];
  if (name === undefined || ownerReferences.length > 0) return undefined;
  const owner: Owner = { tool: 'Argo CD', kind: 'Application', name, namespace: undefined };
  return find(owner, known) === undefined ? undefined : owner;
}

/** kustomize-controller leaves alone what is `disabled`: neither applied nor pruned. */
function fluxOwners({ metadata: { labels = {}, annotations = {} } }: KubeObject): readonly Owner[] {
  const owners: Owner[] = [];
  const disabled = 'kustomize.toolkit.fluxcd.io/reconcile';
  for (const [kind, group] of [
    ['Kustomization', 'kustomize.toolkit.fluxcd.io'],
    ['HelmRelease', 'helm.toolkit.fluxcd.io'],
  ] as const) {
    const name = labels[`${group}/name`];
    const isDisabled = (annotations[disabled] ?? labels[disabled]) === 'disabled' && kind === 'Kustomization';
    if (name === undefined || isDisabled) continue;
    owners.push({ tool: 'Flux', kind, name, namespace: labels[`${group}/namespace`] });
  }
  return owners;
}

function releasedBy({ metadata: { annotations = {} } }: KubeObject): Owner | undefined {
  const name = annotations['meta.helm.sh/release-name'];
  if (name === undefined) return undefined;
  return { tool: 'Helm', kind: undefined, name, namespace: annotations['meta.helm.sh/release-namespace'] };
}

interface OwnerSpec {
  readonly suspend?: boolean;
  readonly syncPolicy?: {
    readonly automated?: { readonly enabled?: boolean; readonly selfHeal?: boolean; readonly prune?: boolean };
  };
}

/** Why it would bring back, or take away, what it keeps, though nobody asked; undefined when it waits to be asked. */
export function actsByItself({ kind, metadata, spec }: KubeObject): string | undefined {
  const { suspend, syncPolicy } = (spec ?? {}) as OwnerSpec;
  if (kind !== 'Application') return suspend === true ? undefined : 'spec.suspend is not true';
  const { enabled = true, selfHeal, prune } = syncPolicy?.automated ?? { enabled: false };
  if (!enabled || metadata.annotations?.['argocd.argoproj.io/skip-reconcile'] === 'true') return undefined;
  if (selfHeal === true) return 'spec.syncPolicy.automated.selfHeal is true';
  return prune === true ? 'spec.syncPolicy.automated.prune is true' : undefined;
}
