/** The namespace in the target is like that in the source, and nobody takes it for his own. */
import { expect, it } from 'vitest';
import { namespaceCopy } from '../../src/pivot/namespace-copy.ts';

it('has the labels and annotations of the source, but for those that name an owner there', () => {
  const original = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'metal3',
      uid: 'u',
      resourceVersion: '7',
      labels: {
        'kubernetes.io/metadata.name': 'metal3',
        'pod-security.kubernetes.io/enforce': 'privileged',
        'kustomize.toolkit.fluxcd.io/name': 'sites',
        team: 'metal',
      },
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': '{}',
        'argocd.argoproj.io/tracking-id': 'site:/Namespace:metal3',
        'meta.helm.sh/release-name': 'site',
        contact: 'metal@example.org',
      },
    },
  };
  expect(namespaceCopy('metal3', original)).toEqual({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'metal3',
      labels: { 'pod-security.kubernetes.io/enforce': 'privileged', team: 'metal' },
      annotations: { contact: 'metal@example.org' },
    },
  });
});

it('is bare when there is none in the source', () => {
  expect(namespaceCopy('metal3', undefined).metadata).toEqual({ name: 'metal3', labels: {}, annotations: {} });
});
