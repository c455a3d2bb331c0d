/**
 * Facts written ahead of the effect that they describe, in a write of their own, because afterwards they can no longer
 * be observed: what was scaled from what, which labels and webhooks were changed, what was to be moved.
 */
import { z } from 'zod';
import { ownerKind } from './gitops-spec.ts';

const text = z.string().max(1024);
const names = z.array(text).max(10_000);

const scaledDeployment = z.object({
  namespace: text.describe('Namespace of the Deployment.'),
  name: text.describe('Name of the Deployment.'),
  replicas: z.int().min(0).describe('Replicas before we changed them.'),
});

const changedWebhook = z.object({
  configuration: text.describe('Name of the ValidatingWebhookConfiguration.'),
  webhook: text.describe('Name of the webhook in it.'),
  failurePolicy: text.describe('The failurePolicy before we changed it.'),
});

const appliedObject = z.object({
  apiVersion: text.describe('API version of the object.'),
  kind: text.describe('Kind of the object.'),
  namespace: text.optional().describe('Namespace of the object.'),
  name: text.describe('Name of the object.'),
});

const labelledCrd = z.object({
  name: text.describe('Name of the CRD.'),
  labels: names.describe('Label keys that we added.'),
});

const frozenOwner = z.object({
  kind: ownerKind.describe('Its kind.'),
  namespace: text.describe('Its namespace.'),
  name: text.describe('Its name.'),
  was: text
    .optional()
    .describe(
      'JSON of spec.syncPolicy.automated (of an Application) or spec.suspend before we changed it; absent: it was not set.',
    ),
});

const inventoryRef = z.object({
  secrets: names.describe("Names of the Secrets in the operator's namespace that hold the inventory."),
  hash: text.describe('SHA-256 of the inventory.'),
  objects: z.int().min(0).describe('Number of objects in the inventory.'),
});

export const journalSchema = z
  .object({
    attempt: z.int().min(1).optional().describe('The spec.attempt that this journal is of; absent: the first.'),
    startedTime: text.optional().describe('When Preflight passed and the pivot began to write.'),
    sourceUid: text.optional().describe('UID of the kube-system Namespace of the source.'),
    targetUid: text.optional().describe('UID of the kube-system Namespace of the target.'),
    targetServer: text.optional().describe("URL of the target's API server."),
    createdNamespace: z.boolean().optional().describe('Whether we created the namespace in the target.'),
    gitOps: z
      .object({
        owners: z.array(frozenOwner).max(20).describe('Each with what it was set to.'),
        frozenTime: text.optional().describe('When all were frozen, and what they had under way was over.'),
        thawTime: text
          .optional()
          .describe('When the pivot, complete but for this, began to give them back what they were set to.'),
      })
      .optional()
      .describe('GitOps owners in the source that we froze.'),
    labelledCrds: z
      .object({
        source: z.array(labelledCrd).max(1000).describe('CRDs in the source.'),
        target: z.array(labelledCrd).max(1000).describe('CRDs in the target.'),
      })
      .optional()
      .describe('CRDs that we gave clusterctl labels.'),
    listedProviders: z
      .array(z.object({ namespace: text.describe('Its namespace.'), name: text.describe('Its name.') }))
      .max(100)
      .optional()
      .describe(
        "Provider objects that we created in the target, for providers that ran there without clusterctl's inventory.",
      ),
    createdProviderCrd: z
      .boolean()
      .optional()
      .describe("Whether the CRD of clusterctl's inventory in the target is ours."),
    labelledObjects: z
      .array(
        z.object({
          kind: text.describe('Its kind.'),
          name: text.describe("Its name, in the ClusterPivot's namespace."),
        }),
      )
      .max(10_000)
      .optional()
      .describe('Secrets and IPPools in the source that we gave the label which makes clusterctl move them.'),
    initJob: text.optional().describe('Name of the clusterctl init Job.'),
    preparedTime: text.optional().describe('When the target had all it needs for the first time.'),
    steadySince: text.optional().describe('Since when every host has been steady.'),
    fence: z
      .object({
        bareMetalOperator: scaledDeployment.describe("The source's Bare Metal Operator."),
        webhooks: z.array(changedWebhook).max(100).describe("The source's webhooks of the Bare Metal Operator."),
        ironicOperator: scaledDeployment
          .optional()
          .describe("The source's Ironic Standalone Operator, which would start Ironic again."),
        ironic: scaledDeployment.optional().describe("The source's Ironic; absent when it is external."),
        targetIronic: scaledDeployment
          .optional()
          .describe("The target's Ironic; absent when it is applied from manifests."),
      })
      .optional()
      .describe('What the fence changed, as it was before.'),
    fencedTime: text.optional().describe('When everything that the fence stops had stopped.'),
    targetManifests: z
      .object({
        hash: text.describe('SHA-256 of the manifests.'),
        created: z.array(appliedObject).max(1000).describe('Objects that were not in the target before.'),
        appliedTime: text.optional().describe('When they were applied.'),
      })
      .optional()
      .describe("The manifests of the target's Ironic."),
    endpointReadySince: text.optional().describe("Since when the target's Ironic has been ready without a gap."),
    copy: z
      .object({
        attempt: z.int().min(1).describe('Number of the attempt, from 1.'),
        job: text.describe('Name of the copy Job.'),
        clusters: names.describe('Clusters that carry our block-move.'),
        undoing: text.optional().describe('Why what was copied is being deleted again, so that it can be copied anew.'),
      })
      .optional()
      .describe('The copy that is under way.'),
    pausedHosts: names.optional().describe('Unclaimed BareMetalHosts that we paused.'),
    inventory: inventoryRef.optional().describe('Every object to be moved, as it was when everything was paused.'),
    releasedTime: text.optional().describe('When the copy was let go.'),
    committedTime: text.optional().describe('The point of no return: from here on only forward.'),
    activatedTime: text.optional().describe("When the target's Clusters were unpaused and every host was back."),
    completedTime: text.optional().describe('When the pivot was complete.'),
    pivotedHere: z
      .object({
        objects: z.int().min(0).describe('Objects that moved.'),
        hosts: z.int().min(0).describe('BareMetalHosts that moved.'),
      })
      .optional()
      .describe(
        'There when nothing was done, since the pivot had been completed before with this cluster as its target; the other facts are then those of the report that it left here.',
      ),
    targetSilentSince: text.optional().describe('Since when the target has not answered the rollback.'),
    rollback: z
      .object({
        startedTime: text.describe('When the rollback began.'),
        // As long as a condition's message, which it is made of.
        cause: z.string().max(32_768).describe('Why the pivot is rolled back.'),
        differences: z
          .array(text)
          .max(10)
          .optional()
          .describe(
            'How the source differs from the inventory, the first ten; compared when the copies were gone. Empty: in nothing.',
          ),
        targetGone: z
          .object({
            time: text.describe('When the rollback went on without it.'),
            left: z.array(text).max(20).describe('What may still be in it.'),
          })
          .optional()
          .describe('The target, which a human has said is gone for good (TargetGone in spec.acknowledge).'),
        finishedTime: text.optional().describe('When the source was as before.'),
      })
      .optional()
      .describe('The way back.'),
  })
  .describe('Facts written ahead of the effects that they describe. Owned by the operator.');

export type Journal = z.infer<typeof journalSchema>;
export type AppliedObject = z.infer<typeof appliedObject>;
