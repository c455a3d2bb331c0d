/**
 * What a cluster says only when asked: dry runs, access reviews, repeated reads. Nothing is stored by any of these
 * requests. Taken by controller/survey, judged by the checks.
 */
import type { KubeObject } from '../api/kube-object.ts';
import type { Side } from './observation.ts';

/** What the API server answered to a dry run of one request. */
export interface Trial {
  /** `Kind namespace/name` */
  readonly object: string;
  readonly answer:
    | { readonly state: 'accepted'; readonly pruned: readonly string[] }
    /** In the API server's words. */
    | { readonly state: 'refused'; readonly problem: string }
    /** The target does not serve the type yet, or has no namespace for it: known once Preparing is over. */
    | { readonly state: 'notYet'; readonly problem: string }
    /** Never known before it is done: a webhook declares side effects, or something else has to be made first. */
    | { readonly state: 'notTriable'; readonly problem: string };
}

/** A request that an account may not make which a pivot works with. */
export interface MissingRight {
  readonly verb: string;
  /** `machines.cluster.x-k8s.io` */
  readonly resource: string;
  readonly namespace: string | undefined;
  /** See rights.ts. */
  readonly why: string;
  /** `ServiceAccount clusterpivot-system/clusterpivot-copy`; undefined: the one that the operator acts with there. */
  readonly account: string | undefined;
}

/** A webhook (admission or CRD conversion) that stands before a type that moves. */
export interface WebhookService {
  readonly kind: 'Validating' | 'Mutating' | 'Conversion';
  /** Name of the configuration, or of the CRD. */
  readonly configuration: string;
  readonly name: string;
  readonly failurePolicy: string;
  readonly hasCaBundle: boolean;
  /** `namespace/name`; undefined for a webhook at a URL. */
  readonly service: string | undefined;
  /** undefined for a webhook at a URL. */
  readonly readyEndpoints: number | undefined;
}

/** A Deployment that clusterctl's label names a provider's. */
export interface ProviderDeployment {
  /** Value of the label `cluster.x-k8s.io/provider`, such as `infrastructure-metal3`. */
  readonly provider: string;
  readonly namespace: string;
  readonly name: string;
  readonly available: boolean;
  /** The tag of its image; undefined when that is no version. */
  readonly version: string | undefined;
  /** Of `--feature-gates` of its manager, by name. */
  readonly featureGates: Readonly<Record<string, boolean>>;
}

/** Something that stops being valid. */
export interface Expiry {
  /** `client certificate in Secret metal3/prod-kubeconfig` */
  readonly what: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface ServerFacts {
  /** Such as `v1.34.1`. */
  readonly version: string;
  /** Requests of the stability test, and what the failed ones said. */
  readonly requests: number;
  readonly failures: readonly string[];
  /** Median time of one small request, in milliseconds. */
  readonly latencyMs: number;
  /** How far its clock is ahead of ours, in milliseconds; undefined when it does not tell. */
  readonly clockAheadMs: number | undefined;
  /** Its own certificate, and what we authenticate with. */
  readonly expiries: readonly Expiry[];
  readonly missingRights: readonly MissingRight[];
  readonly webhooks: readonly WebhookService[];
}

export interface Survey {
  /** Changes with whatever makes another survey necessary. */
  readonly fingerprint: string;
  /** Milliseconds since the epoch, when it was complete. */
  readonly takenAt: number;
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
  /** In the target, of each object that moves. */
  readonly creates: readonly Trial[];
  /** In the target, of each of the manifests of its Ironic. */
  readonly applies: readonly Trial[];
  /** In the source, of each object that is deleted after the commit. */
  readonly deletes: readonly Trial[];
  readonly servers: Readonly<Record<Side, ServerFacts>>;
  /** Applications of Argo CD, Kustomizations and HelmReleases of Flux in the source; see gitops/kinds.ts. */
  readonly gitOps: readonly KubeObject[];
}

/** So many objects take a look seconds to read, and that slows down the answers which it wants to see. */
const manyObjects = 2000;

/** When to look again whether the answers are there, in seconds; their arrival is a reason to look at once. */
export function lookAgainAfter(survey: ObservedSurvey, objects: number): number {
  return survey.state === 'running' && objects > manyObjects ? 15 : 1;
}

export type ObservedSurvey =
  /** In this phase nobody asks. */
  | { readonly state: 'notNeeded' }
  /** Both clusters' objects have to be read first. */
  | { readonly state: 'notPossible' }
  | { readonly state: 'running'; readonly done: number; readonly total: number }
  /** A request failed in a way that says nothing about the objects. */
  | { readonly state: 'failed'; readonly problem: string }
  | { readonly state: 'taken'; readonly survey: Survey };
