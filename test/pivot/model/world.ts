/** Two clusters in memory, as far as a pivot changes them, and what must be true of them at every moment. */
import type { ClusterPivot } from '../../../src/api/clusterpivot.ts';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { clusterctlLabel } from '../../../src/api/marks.ts';
import { bareMetalHosts, hardwareData } from '../../../src/api/resources.ts';
import { describeObject } from '../../../src/pivot/graph.ts';
import { pausedBy } from '../../../src/pivot/hosts.ts';
import { type Inventory, identity } from '../../../src/pivot/inventory.ts';
import type { Crd } from '../../../src/pivot/move-kinds.ts';
import type { MirrorStage, Provider, Side, Webhook, Workload } from '../../../src/pivot/observation.ts';
import {
  bmo,
  cluster,
  clusterClasses,
  crd,
  crds,
  ironic,
  node,
  now,
  object,
  ownedObjects,
  type PivotIs,
  pivot,
  providers,
  steadyHosts,
  templates,
  webhook,
} from '../given.ts';

export interface ModelDeployment {
  readonly like: Workload;
  replicas: number;
  pods: number;
}

export interface ModelCluster {
  readonly uid: string;
  namespaceExists: boolean;
  namespaceTerminating: boolean;
  /** By identity. */
  readonly objects: Map<string, KubeObject>;
  crds: readonly Crd[];
  providers: readonly Provider[];
  webhooks: readonly Webhook[];
  readonly deployments: { readonly bmo: ModelDeployment; readonly ironic: ModelDeployment };
  readonly nodes: readonly KubeObject[];
  /** Applications of Argo CD. */
  owners: readonly KubeObject[];
}

export interface ModelJob {
  readonly name: string;
  readonly what: 'init' | 'copy';
  readonly providers: readonly Provider[];
  stage: 'starting' | 'pausing classes' | 'at the gate' | 'creating' | 'ended';
  /** Clusters that had block-move when clusterctl looked, and when it began to wait. */
  atGateSince: number;
  group: number;
  failure: string | undefined;
  deleting: boolean;
}

export class World {
  /** As it really is. */
  now = now;
  /** How far the operator's wall clock is ahead of that, and how far it was when the times in the status were written. */
  clockAheadMs = 0;
  timesAheadMs = 0;
  pivot: ClusterPivot | undefined;
  readonly source: ModelCluster;
  readonly target: ModelCluster;
  readonly jobs = new Map<string, ModelJob>();
  /** What the operator keeps in Secrets, by the hash in the journal. */
  readonly inventories = new Map<string, Inventory>();
  mirror: { readonly hash: string | undefined; readonly stage: MirrorStage } | undefined;
  readonly claims = new Set<Side>();
  /** Hash of the plan that was written down. */
  planned?: string | undefined;
  pinned = false;
  reported = false;
  unreachableUntil = 0;
  /** Burnt down: it never answers again, and nothing runs there. */
  targetIsGone = false;
  /** Whether the commit was ever journalled; the pivot itself may be gone. */
  committed = false;
  /** Given to each new incarnation of an object. */
  #incarnations = 0;

  constructor(is: PivotIs = {}) {
    this.pivot = pivot({ ...is, metadata: { finalizers: [], ...is.metadata } });
    const owners = this.pivot.spec.gitOps.freeze.map(({ name, namespace }) => application({ name, namespace }));
    const metal = object(clusterClasses, 'metal');
    const prod = cluster('prod', { topology: { classRef: { name: 'metal' } } });
    const objects = [metal, object(templates, 'metal', { ownedBy: [metal] }), ...ownedObjects(steadyHosts(), prod)];
    const unlabelled = [...crds().slice(0, -2), crd(bareMetalHosts, []), crd(hardwareData, [])];
    this.source = clusterWith('source', objects, { crds: unlabelled, ironics: 1, providers, owners });
    this.target = clusterWith('target', [], {
      crds: [crd(bareMetalHosts, [clusterctlLabel]), crd(hardwareData, [])],
      ironics: 0,
      providers: providers.slice(0, 1),
      owners: [],
    });
  }

  side(side: Side): ModelCluster {
    return side === 'source' ? this.source : this.target;
  }

  loseTarget(): void {
    this.targetIsGone = true;
    for (const deployment of Object.values(this.target.deployments)) deployment.pods = 0;
  }

  newUid(): string {
    this.#incarnations += 1;
    return `incarnation-${this.#incarnations}`;
  }

  /** Throws when something happened that no pivot may do. */
  check(): void {
    const both = ['source', 'target'] as const;
    for (const { what, holds } of invariants) {
      if (!holds(this)) throw new Error(`never: ${what}`);
    }
    for (const side of both) {
      for (const host of hostsOf(this.side(side))) {
        if (isOperated(this.side(side), host) && isBlank(host)) {
          throw new Error(`never: ${describeObject(host)} is taken for a new host in the ${side}`);
        }
      }
    }
  }
}

function clusterWith(
  side: Side,
  objects: readonly KubeObject[],
  is: Pick<ModelCluster, 'crds' | 'providers' | 'owners'> & { readonly ironics: number },
): ModelCluster {
  return {
    uid: `uid-of-${side}`,
    namespaceExists: side === 'source',
    namespaceTerminating: false,
    objects: new Map(objects.map((it) => [identity(it), it])),
    crds: is.crds,
    providers: is.providers,
    webhooks: [webhook()],
    deployments: {
      bmo: { like: bmo(), replicas: 1, pods: 1 },
      ironic: { like: ironic(), replicas: is.ironics, pods: is.ironics },
    },
    nodes: side === 'source' ? [] : [node('m-0'), node('m-1')],
    owners: is.owners,
  };
}

export function ofKind({ objects }: ModelCluster, kind: string): readonly KubeObject[] {
  return [...objects.values()].filter((candidate) => candidate.kind === kind);
}

export function hostsOf(cluster: ModelCluster): readonly KubeObject[] {
  return ofKind(cluster, 'BareMetalHost');
}

/** A Bare Metal Operator acts on a host that is not paused. */
function isOperated({ deployments }: ModelCluster, host: KubeObject): boolean {
  return deployments.bmo.pods > 0 && pausedBy(host) === undefined;
}

/** Neither a status nor one to restore: the host would be inspected and deployed again. */
function isBlank(host: KubeObject): boolean {
  return host['status'] === undefined && host.metadata.annotations?.['baremetalhost.metal3.io/status'] === undefined;
}

interface Invariant {
  readonly what: string;
  readonly holds: (world: World) => boolean;
}

/** The identities of all that has to move. */
export const everything = [...new World().source.objects.keys()];

const invariants: readonly Invariant[] = [
  {
    what: 'two Ironics run at once',
    holds: ({ source, target }) => source.deployments.ironic.pods === 0 || target.deployments.ironic.pods === 0,
  },
  {
    what: 'a copy of a host is not paused while the source may still act',
    holds: ({ source, target }) =>
      hostsOf(target).every((host) => pausedBy(host) !== undefined) ||
      (source.deployments.bmo.pods === 0 && source.deployments.bmo.replicas === 0),
  },
  {
    what: 'a copy of a host is not paused before the commit',
    holds: (world) => world.committed || hostsOf(world.target).every((host) => pausedBy(host) !== undefined),
  },
  {
    what: 'a Cluster runs in both clusters',
    holds: (world) => {
      const runs = (side: ModelCluster) => ofKind(side, 'Cluster').some((it) => !isPausedNow(it));
      return !(runs(world.source) && runs(world.target));
    },
  },
  {
    what: 'an object is in neither cluster',
    holds: (world) => everything.every((name) => world.source.objects.has(name) || world.target.objects.has(name)),
  },
  {
    what: 'an original is gone before the commit',
    holds: (world) =>
      world.committed || world.pivot === undefined || everything.every((name) => world.source.objects.has(name)),
  },
];

export function isPausedNow(object: KubeObject): boolean {
  return (object['spec'] as { paused?: boolean } | undefined)?.paused === true;
}

/** It keeps everything of the source, and puts it back by itself. */
function application(metadata: Pick<KubeObject['metadata'], 'name' | 'namespace'>): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { ...metadata, uid: `uid-of-${metadata.name}`, resourceVersion: '1' },
    spec: { syncPolicy: { automated: { prune: true, selfHeal: true } } },
  };
}

/** What a rollback must bring back: everything of the source but the versions of its objects. */
export function sourceState({ source }: World): unknown {
  const scale = ({ replicas, pods }: ModelDeployment) => ({ replicas, pods });
  return {
    objects: Object.fromEntries([...source.objects].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    crds: source.crds,
    webhooks: source.webhooks,
    bmo: scale(source.deployments.bmo),
    ironic: scale(source.deployments.ironic),
    owners: source.owners.map(({ spec }) => spec),
  };
}
