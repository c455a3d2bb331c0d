/** Asks both clusters everything that Preflight wants to know and a look cannot show. Stores nothing in either. */
import type { ClusterPivot } from '../../api/clusterpivot.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import type { MoveSet } from '../../pivot/graph.ts';
import type { ClusterView, Side } from '../../pivot/observation.ts';
import type { Survey } from '../../pivot/survey.ts';
import type { Progress } from '../surveys.ts';
import type { World } from '../world.ts';

export interface SurveyParts {
  readonly world: World;
  readonly target: ClusterClient;
  readonly pivot: ClusterPivot;
  readonly views: Readonly<Record<Side, ClusterView>>;
  readonly set: MoveSet;
  readonly fingerprint: string;
}

/** Rejects when a cluster cannot be asked; a refusal is an answer. */
export async function takeSurvey(parts: SurveyParts, progress: Progress, signal: AbortSignal): Promise<Survey> {
  throw new Error(`not written yet ${parts.fingerprint} ${typeof progress} ${signal.aborted}`);
}
