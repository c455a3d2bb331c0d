/** Asks both clusters everything that Preflight wants to know and a look cannot show. Stores nothing in either. */
import type { ClusterPivot } from '../../api/clusterpivot.ts';
import { namespaces } from '../../api/resources.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import { kubeconfigRef } from '../../pivot/gates/access.ts';
import { missingProviders, providersToList } from '../../pivot/gates/providers.ts';
import { listedOwners } from '../../pivot/gitops/owners.ts';
import { isDeleted, type MoveSet, typesOf } from '../../pivot/graph.ts';
import type { ClusterView, ObservedManifests, Side } from '../../pivot/observation.ts';
import { copyRights, type RightsFor, sourceRights, targetRights } from '../../pivot/rights.ts';
import type { Survey } from '../../pivot/survey.ts';
import { copyAccount } from '../accounts.ts';
import type { Progress } from '../surveys.ts';
import type { World } from '../world.ts';
import { type Asker, startAsking } from './asker.ts';
import { readGitOps } from './read-gitops.ts';
import { readServer, type Server } from './read-server.ts';
import { usualSoak } from './stability.ts';
import { tryCreates, tryDeletes } from './trials.ts';
import { tryManifests } from './try-manifests.ts';

export interface SurveyParts {
  readonly world: World;
  readonly target: ClusterClient;
  readonly pivot: ClusterPivot;
  readonly views: Readonly<Record<Side, ClusterView>>;
  readonly set: MoveSet;
  readonly manifests: ObservedManifests;
  readonly fingerprint: string;
}

/** Fewer than the connections to an API server (src/kube/pooled-config.ts): Leases and status never wait in a queue behind these. */
const width = 16;
const patienceMs = 10 * 60_000;

/** Rejects when a cluster cannot be asked; a refusal is an answer. */
export async function takeSurvey(parts: SurveyParts, progress: Progress, signal: AbortSignal): Promise<Survey> {
  const { clock } = parts.world;
  const began = clock.monotonic();
  const end = new AbortController();
  const all = AbortSignal.any([signal, end.signal]);
  try {
    const late = clock.sleep(patienceMs, all).then(() => {
      throw new Error(`not every answer was there after ${patienceMs / 60_000} minutes`);
    });
    const answers = await Promise.race([askAll(parts, startAsking(width, progress, all)), late]);
    return {
      ...answers,
      fingerprint: parts.fingerprint,
      takenAt: clock.now(),
      durationMs: clock.monotonic() - began,
    };
  } finally {
    // The first failure ends all that is under way, and the end of all the waiting for it.
    end.abort();
  }
}

type Answers = Omit<Survey, 'fingerprint' | 'takenAt' | 'durationMs'>;

async function askAll(parts: SurveyParts, asker: Asker): Promise<Answers> {
  const { world, target, pivot, views, set, manifests } = parts;
  const moving = set.groups.flat();
  const namespace = pivot.metadata.namespace ?? '';
  const [servers, gitOps, creates, applies, deletes] = await Promise.all([
    readServers(parts, asker),
    readGitOps(world.source, views.source, asker),
    tryCreates({ target, view: views.target, namespace, objects: moving }, asker),
    tryManifests(target, manifests, asker),
    tryDeletes(world.source, moving.filter(isDeleted), asker),
  ]);
  return { creates, applies, deletes, servers, gitOps };
}

async function readServers(parts: SurveyParts, asker: Asker): Promise<Survey['servers']> {
  const { world, target, pivot, set } = parts;
  const namespace = pivot.metadata.namespace ?? '';
  const original = await asker.ask(async () => world.source.get(namespaces, { name: namespace }));
  const moving = set.groups.flat();
  const needed = rightsFor(parts);
  const both = {
    clock: world.clock,
    soak: world.soak ?? usualSoak,
    namespace,
    labelsToBe: original?.metadata.labels ?? {},
  };
  const ofSource: Server = {
    ...both,
    client: world.source,
    around: { moving, operations: ['UPDATE', 'DELETE'] },
    credentials: "the operator's own kubeconfig",
    accounts: [
      { rights: sourceRights(needed) },
      { rights: copyRights(needed), whose: { namespace: world.namespace, name: copyAccount } },
    ],
  };
  const ofTarget: Server = {
    ...both,
    client: target,
    around: { moving, operations: ['CREATE', 'UPDATE'] },
    credentials: `Secret ${namespace}/${kubeconfigRef(pivot).name}`,
    accounts: [{ rights: targetRights(needed) }],
  };
  const [source, inTarget] = await Promise.all([readServer(ofSource, asker), readServer(ofTarget, asker)]);
  return { source, target: inTarget };
}

function rightsFor({ world, pivot, views, set }: SurveyParts): RightsFor {
  return {
    namespace: pivot.metadata.namespace ?? '',
    ownNamespace: world.namespace,
    kinds: typesOf(set.groups.flat()),
    probes: pivot.spec.ironic.endpoint !== undefined,
    installs: missingProviders(views).length > 0,
    lists: providersToList(views).length > 0,
    owners: listedOwners(pivot),
  };
}
