/** The kinds by which GitOps tools own objects, and what of one of them decides about what it does. */
import type { KubeObject } from '../api/kube-object.ts';

/** Names of their CRDs. */
export const gitOpsCrds = [
  'applications.argoproj.io',
  'kustomizations.kustomize.toolkit.fluxcd.io',
  'helmreleases.helm.toolkit.fluxcd.io',
] as const;

interface Spec {
  readonly syncPolicy?: object;
  readonly suspend?: boolean;
}

/** Of thousands of Applications whose status lists every object, only what is asked about is kept. */
export function trimOwner({ apiVersion, kind, metadata, spec }: KubeObject): KubeObject {
  const { name, namespace, annotations } = metadata;
  const { syncPolicy, suspend } = (spec ?? {}) as Spec;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(annotations === undefined ? {} : { annotations }),
    },
    spec: { syncPolicy, suspend },
  };
}
