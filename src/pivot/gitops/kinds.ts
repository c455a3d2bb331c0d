/** The kinds by which GitOps tools own objects, and what of one of them decides about what it does. */
import type { OwnerRef } from '../../api/gitops-spec.ts';
import type { KubeObject, Resource } from '../../api/kube-object.ts';
import { applications, helmReleases, kustomizations } from '../../api/resources.ts';
import { crdNameOf } from '../graph.ts';

/** With the versions at which they are read and frozen. */
export const ownerTypes: Readonly<Record<OwnerRef['kind'], Resource>> = {
  Application: applications,
  Kustomization: kustomizations,
  HelmRelease: helmReleases,
};

export function typeOfOwner({ kind }: KubeObject): Resource {
  const type = Object.values(ownerTypes).find((candidate) => candidate.kind === kind);
  if (type === undefined) throw new Error(`${kind} is no kind of a GitOps owner`);
  return type;
}

/** Names of their CRDs. */
export const gitOpsCrds: readonly string[] = Object.values(ownerTypes).map(crdNameOf);

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
