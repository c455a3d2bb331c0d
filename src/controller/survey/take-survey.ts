/** Asks both clusters everything that Preflight wants to know and a look cannot show. Stores nothing in either. */
import type { ClusterPivot } from '../../api/clusterpivot.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import type { MoveSet } from '../../pivot/graph.ts';
import type { ClusterView, Side } from '../../pivot/observation.ts';
import type { Survey } from '../../pivot/survey.ts';
import type { Progress } from '../surveys.ts';
import type { World } from '../world.ts';
import { startAsking } from './asker.ts';
import { readServer } from './read-server.ts';
import { tryCreates, tryDeletes } from './trials.ts';

export interface SurveyParts {
  readonly world: World;
  readonly target: ClusterClient;
  readonly pivot: ClusterPivot;
  readonly views: Readonly<Record<Side, ClusterView>>;
  readonly set: MoveSet;
  readonly fingerprint: string;
}

/** API servers let one client have some hundred requests under way (API priority and fairness); others need theirs. */
const width = 32;
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
    const answers = askAll(parts, progress, all);
    const found = await Promise.race([answers, late]);
    return {
      ...found,
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

async function askAll(parts: SurveyParts, progress: Progress, signal: AbortSignal): Promise<Answers> {
  const { world, target, views, set } = parts;
  const asker = startAsking(width, progress, signal);
  const moving = set.groups.flat();
  const [creates, deletes, ofSource, ofTarget] = await Promise.all([
    tryCreates(target, views.target, moving, asker),
    tryDeletes(
      world.source,
      moving.filter((found) => !('kept' in found)),
      asker,
    ),
    readServer(world.source, world.clock, asker),
    readServer(target, world.clock, asker),
  ]);
  return { creates, deletes, servers: { source: ofSource, target: ofTarget }, gitOps: [] };
}
