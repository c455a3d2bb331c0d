/** The effects a decision may ask for, as data. controller/act.ts carries them out; doing one twice is doing it once. */
import type { AppliedObject } from '../api/journal.ts';
import type { KubeObject, ObjectRef, Resource } from '../api/kube-object.ts';
import type { InventoryEntry } from './inventory.ts';
import type { MirrorStage, Provider, Side } from './observation.ts';
import type { UnlistedProvider } from './providers.ts';

export type Action =
  | { readonly kind: 'addFinalizer' }
  | { readonly kind: 'removeFinalizer' }
  /** Writes the plan in full beside the ClusterPivot. */
  | { readonly kind: 'writePlan'; readonly hash: string }
  /** Keeps our own copy of the target's kubeconfig: the original is deleted with the other originals. */
  | { readonly kind: 'pinTarget' }
  /** Has one side for this pivot alone, by a Lease; released by cleanUp. */
  | { readonly kind: 'claim'; readonly side: Side }
  | { readonly kind: 'labelCrd'; readonly side: Side; readonly name: string; readonly labels: readonly string[] }
  | { readonly kind: 'unlabelCrd'; readonly side: Side; readonly name: string; readonly labels: readonly string[] }
  /** Puts providers that run in the target into clusterctl's inventory, whose CRD comes from the source where it is missing. */
  | { readonly kind: 'listProviders'; readonly providers: readonly UnlistedProvider[] }
  | { readonly kind: 'unlistProviders'; readonly providers: readonly Required<ObjectRef>[]; readonly crd: boolean }
  /** null removes a label. Applies only to the incarnation that was observed. */
  | {
      readonly kind: 'label';
      readonly side: Side;
      readonly resource: Resource;
      readonly object: KubeObject;
      readonly labels: Readonly<Record<string, string | null>>;
    }
  | { readonly kind: 'createTargetNamespace' }
  | { readonly kind: 'deleteTargetNamespace' }
  | { readonly kind: 'runInitJob'; readonly job: string; readonly providers: readonly Provider[] }
  | { readonly kind: 'runCopyJob'; readonly job: string }
  | { readonly kind: 'deleteJob'; readonly job: string }
  | {
      readonly kind: 'setFailurePolicy';
      readonly configuration: string;
      readonly webhook: string;
      readonly failurePolicy: string;
    }
  /** The probe's DaemonSet and all that it needs on one side; removed by cleanUp. */
  | { readonly kind: 'installProbe'; readonly side: Side }
  /** Applies objects to the target (server-side apply), in their order. */
  | { readonly kind: 'applyManifests'; readonly objects: readonly KubeObject[] }
  /** Deletes objects from the target by name, the last one first. */
  | { readonly kind: 'deleteManifests'; readonly objects: readonly AppliedObject[] }
  | { readonly kind: 'scale'; readonly side: Side; readonly deployment: Required<ObjectRef>; readonly replicas: number }
  /** null removes an annotation. Applies only to the incarnation that was observed. */
  | {
      readonly kind: 'annotate';
      readonly side: Side;
      readonly resource: Resource;
      readonly object: KubeObject;
      readonly annotations: Readonly<Record<string, string | null>>;
    }
  /** Sets what a GitOps owner in the source acts by (see gitops/switch.ts); null: not at all. Applies only to the version that was observed. */
  | { readonly kind: 'switchOwner'; readonly owner: KubeObject; readonly value: unknown }
  | { readonly kind: 'unpauseCluster'; readonly side: Side; readonly object: KubeObject }
  /** Reads every object that moves and keeps it; answers with the journal's reference to it. */
  | { readonly kind: 'takeInventory' }
  /** Copies journal and inventory to the target, so that either cluster alone tells the story. */
  | { readonly kind: 'mirror'; readonly stage: MirrorStage }
  /** Deletes the incarnations given, in parallel, and clears their finalizers: nobody is there to do it. */
  | { readonly kind: 'deleteObjects'; readonly side: Side; readonly entries: readonly InventoryEntry[] }
  | { readonly kind: 'writeReport' }
  /** Removes our own Jobs, Secrets and accounts on both sides. */
  | { readonly kind: 'cleanUp' };
