/** The namespace in the target before anything is in it: clusterctl would make a bare one. */
import type { KubeObject } from '../api/kube-object.ts';

/**
 * What names an owner in the source: a tool in the target that found it there would take the namespace for its own, or for
 * one that it shall prune.
 */
const ofOwners = [
  'kubectl.kubernetes.io/',
  'argocd.argoproj.io/',
  'kustomize.toolkit.fluxcd.io/',
  'helm.toolkit.fluxcd.io/',
  'meta.helm.sh/',
  // The API server's own.
  'kubernetes.io/metadata.name',
];

/** With the labels and annotations of the source's: Pod security, quota and network tools go by them. */
export function namespaceCopy(name: string, original: KubeObject | undefined): KubeObject {
  const { labels, annotations } = original?.metadata ?? {};
  const kept = (marks: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(marks).filter(([key]) => !ofOwners.some((prefix) => key.startsWith(prefix))));
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: kept(labels), annotations: kept(annotations) },
  };
}
