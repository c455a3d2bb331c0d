/** Which GitOps owners in the source a pivot freezes, and what becomes of them: the zod schema of `spec.gitOps`. */
import { z } from 'zod';
import { dnsLabel, dnsSubdomain } from './names.ts';

/** Those that keep objects as a repository has them, and can be told not to. */
export const ownerKind = z.enum(['Application', 'Kustomization', 'HelmRelease']);

const ownerRef = z.object({
  kind: ownerKind.describe('Application of Argo CD, Kustomization or HelmRelease of Flux.'),
  namespace: dnsLabel.describe('Its namespace.'),
  name: dnsSubdomain.describe('Its name.'),
});

export const gitOpsSchema = z
  .object({
    freeze: z
      .array(ownerRef)
      .max(20)
      .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['kind', 'namespace', 'name'] })
      .default([])
      .describe(
        'Owners in the source that are frozen as long as the pivot lasts: automated sync of an Application is taken off, a Kustomization or HelmRelease is suspended. A rollback gives each back what it was set to.',
      ),
    afterCompletion: z
      .enum(['Leave', 'Thaw'])
      .default('Leave')
      .describe(
        'Leave keeps them frozen when the pivot is complete: they would create in the source again what has moved. Thaw gives them back what they were set to; only for those whose repository does not have the moved objects any more.',
      ),
  })
  .describe('What keeps objects of the source as a repository has them, and is not to do so during the pivot.');

export type OwnerRef = z.infer<typeof ownerRef>;
