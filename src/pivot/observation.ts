/** Everything a decision may look at, as readonly data. Built by controller/observe.ts, judged by the goals. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject } from '../api/kube-object.ts';
import type { FieldManager } from '../api/managed-fields.ts';
import type { MoverResult } from '../api/mover-result.ts';
import type { ParsedReport } from '../api/report.ts';
import type { Claims } from './claim.ts';
import type { EndpointView } from './endpoint/view.ts';
import type { EndpointViolation } from './endpoint/violation.ts';
import type { FoundObject } from './graph.ts';
import type { Inventory } from './inventory.ts';
import type { Crd } from './move-kinds.ts';
import type { PlanDocument } from './plan/document.ts';
import type { ObservedSurvey, ProviderDeployment } from './survey.ts';

export type Side = 'source' | 'target';

/** Whether, and why not, the target can be talked to. */
export type TargetAccess =
  | { readonly state: 'connected'; readonly server: string; readonly uid: string }
  | { readonly state: 'secretMissing'; readonly secret: string; readonly key: string | undefined }
  | { readonly state: 'invalid'; readonly secret: string; readonly field: string; readonly problem: string }
  | { readonly state: 'unreachable'; readonly server: string; readonly problem: string };

export interface Provider {
  readonly name: string;
  /** CoreProvider, BootstrapProvider, ... */
  readonly type: string;
  readonly version: string;
}

export interface ObservedPod {
  readonly name: string;
  readonly ready: boolean;
  /** undefined until it is scheduled. */
  readonly node: string | undefined;
}

/** A Deployment that runs the Bare Metal Operator or Ironic, with its Pods. */
export interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly containers: readonly { readonly name: string; readonly image: string }[];
  readonly podLabels: Readonly<Record<string, string>>;
  /** spec.replicas */
  readonly replicas: number;
  /** Who set spec.replicas last, and when (RFC 3339), as far as its managed fields tell. */
  readonly scaledBy?: FieldManager;
  /** All wanted replicas are available, and the controller has seen this generation. */
  readonly available: boolean;
  /** Pods that exist, terminating ones included: what may still be acting. */
  readonly pods: readonly ObservedPod[];
}

/** One webhook of a ValidatingWebhookConfiguration that a Service answers. */
export interface Webhook {
  readonly configuration: string;
  readonly name: string;
  readonly failurePolicy: string;
  readonly service: { readonly namespace: string; readonly selector: Readonly<Record<string, string>> };
}

/** An Ironic resource of the Ironic Standalone Operator. */
export interface IronicResource {
  readonly namespace: string;
  readonly name: string;
  /** Its condition Ready is True for this generation. */
  readonly ready: boolean;
  /** What that condition says. */
  readonly message: string;
}

export interface ClusterView {
  /** UID of the kube-system Namespace: tells clusters apart whatever their address is. */
  readonly uid: string;
  readonly namespaceExists: boolean;
  /** It exists, but nothing can be created in it any more. */
  readonly namespaceTerminating?: boolean;
  /** clusterctl's inventory. */
  readonly providers: readonly Provider[];
  /** What runs, whoever installed it. */
  readonly providerDeployments: readonly ProviderDeployment[];
  readonly workloads: readonly Workload[];
  readonly webhooks: readonly Webhook[];
  /** Of all namespaces; empty where the type is unknown. */
  readonly ironics: readonly IronicResource[];
  /** Objects in the pivot's namespace; empty where the type is unknown. */
  readonly clusters: readonly KubeObject[];
  readonly machines: readonly KubeObject[];
  readonly machineDeployments: readonly KubeObject[];
  readonly hosts: readonly KubeObject[];
  readonly nodes: readonly KubeObject[];
  /** Read until the source is fenced. */
  readonly crds: readonly Crd[] | undefined;
  /** Every object of the kinds that move; read when the plan is made and from the release of the copy on. */
  readonly objects: readonly FoundObject[] | undefined;
}

export interface ObservedJob {
  readonly name: string;
  readonly finished: boolean;
  /** It is being deleted or gone, and its Pod may still run. */
  readonly terminating?: boolean;
  readonly succeeded: boolean;
  /** What the mover said at its end. */
  readonly result: MoverResult | undefined;
  /** Why its Pod does not run yet, or why the Job failed, in the kubelet's or the Job controller's words. */
  readonly problem: string | undefined;
  /** From when to when, in milliseconds since the epoch, once it has finished and tells. */
  readonly ran?: { readonly start: number; readonly end: number };
}

/** The mirror is written before clusterctl may copy, and again before the commit. */
export type MirrorStage = 'copying' | 'committing';

/** Another ClusterPivot of the same namespace. */
export interface Rival {
  readonly name: string;
  readonly creationTimestamp: string;
  readonly started: boolean;
  readonly ended: boolean;
}

export type ClusterctlConfig = 'notReferenced' | 'found' | 'missing';

/** What `spec.providers.variablesSecretRef` names. */
export type ClusterctlVariables =
  | { readonly state: 'notReferenced' | 'found' | 'missing' }
  | { readonly state: 'invalid'; readonly key: string; readonly problem: string };

/** The plan that was last written down. */
export interface StoredPlan {
  readonly hash: string;
  /** The one that `spec.approvedPlan` names, when that is another, as far as it is still known. */
  readonly approved: PlanDocument | undefined;
}

/** What `spec.ironic.target.manifestsRef` names. */
export type ObservedManifests =
  | { readonly state: 'notReferenced' }
  | { readonly state: 'missing'; readonly ref: string }
  | { readonly state: 'invalid'; readonly ref: string; readonly problem: string }
  | {
      readonly state: 'found';
      readonly hash: string;
      readonly objects: readonly { readonly object: KubeObject; readonly existsInTarget: boolean }[];
    };

/** Ironic's endpoint as the probes of both sides see it, and since when. */
export interface ObservedEndpoint {
  /** Whether the probes of a side are installed as this pivot wants them. */
  readonly probes: Readonly<Record<Side, boolean>>;
  readonly view: EndpointView;
  /** Why the source has not released it for long enough; undefined when it has. */
  readonly notReleased: EndpointViolation | undefined;
  /** Why the target has not held and served it for long enough; undefined when it has. */
  readonly notHeld: EndpointViolation | undefined;
  /** `target node cp-1`; undefined while no node that reports has it. */
  readonly heldBy: string | undefined;
}

export interface Observation {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** By how much that clock has jumped since the times in the status were written, as far as this process saw it; 0 while something is decided. */
  readonly jumpedMs: number;
  readonly pivot: ClusterPivot;
  readonly rivals: readonly Rival[];
  /** Not read once they do not matter any more. */
  readonly claims: Claims;
  readonly clusterctlConfig: ClusterctlConfig;
  readonly clusterctlVariables: ClusterctlVariables;
  /** What is missing to make the probes of the endpoint; undefined when nothing is, or none is watched. */
  readonly missingProbeInput: string | undefined;
  readonly access: TargetAccess;
  /** What a pivot of this name that ended in the source left there; read only before this one begins, if access leads there. */
  readonly report: ParsedReport | undefined;
  /** Whether our own copy of the target's kubeconfig is kept; the original is one of the objects that move. */
  readonly targetPinned: boolean;
  readonly source: ClusterView;
  /** undefined while the target cannot be talked to. */
  readonly target: ClusterView | undefined;
  /** Whether the target's webhook for BareMetalHosts accepted a dry run, or its refusal; undefined when not asked. */
  readonly hostWebhook: { readonly answers: boolean; readonly problem: string } | undefined;
  /** resourceVersion of each Secret in the target's namespace; what BMO remembers of proven credentials. */
  readonly targetSecretVersions: ReadonlyMap<string, string>;
  readonly initJob: ObservedJob | undefined;
  readonly copyJob: ObservedJob | undefined;
  readonly ironicManifests: ObservedManifests;
  /** Of the GitOps owners in the source that the pivot freezes, those that are there. */
  readonly gitOpsOwners: readonly KubeObject[];
  /** undefined without `spec.ironic.endpoint`, or while one side cannot be read. */
  readonly endpoint: ObservedEndpoint | undefined;
  readonly inventory: Inventory | undefined;
  /** undefined before the first, and once the pivot has begun. */
  readonly storedPlan: StoredPlan | undefined;
  /** What both clusters answered when they were last asked. */
  readonly survey: ObservedSurvey;
  /** What the mirror of the journal and of this very inventory in the target was last written for; undefined: there is none. */
  readonly mirrored: MirrorStage | undefined;
}

/** The kubeconfig of the target leads to the source itself. */
export function leadsToSource({ access, source }: Pick<Observation, 'access' | 'source'>): boolean {
  return access.state === 'connected' && access.uid === source.uid;
}

/** What has to be read, by what the journal says: reading every object of every kind at each step would be slow. */
export interface Reads {
  readonly crds: boolean;
  readonly objects: boolean;
  readonly hostWebhook: boolean;
  readonly targetDetails: boolean;
  /** After the commit and on the way back nobody else's claim matters. */
  readonly claims: boolean;
  /** Until the fence: in Preflight, and again when everything is prepared; not while that changes what would be answered. */
  readonly survey: boolean;
}

export function readsFor(pivot: ClusterPivot): Reads {
  const journal = pivot.status.journal ?? {};
  const fenced = journal.fence !== undefined;
  const active = journal.activatedTime !== undefined;
  // What is undone may have broken off before the inventory was taken: then only the CRDs tell which objects there are.
  const undoing = journal.copy?.undoing !== undefined || journal.rollback !== undefined;
  return {
    crds: !fenced || undoing,
    objects: !fenced || undoing || (journal.releasedTime !== undefined && !active),
    hostWebhook: journal.startedTime !== undefined && !fenced,
    targetDetails: journal.committedTime !== undefined,
    claims: journal.committedTime === undefined && journal.rollback === undefined,
    survey:
      !fenced &&
      journal.rollback === undefined &&
      (journal.startedTime === undefined || journal.preparedTime !== undefined),
  };
}
