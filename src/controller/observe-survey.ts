/** Is there a survey of both clusters that answers for what is there now? Has one taken when there is none. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import { sourceMoveSet } from '../pivot/move-set.ts';
import { type Observation, readsFor } from '../pivot/observation.ts';
import type { ObservedSurvey, Survey } from '../pivot/survey.ts';
import { surveyFingerprint } from '../pivot/survey-fingerprint.ts';
import { takeSurvey } from './survey/take-survey.ts';
import type { TargetConnection } from './target.ts';
import type { World } from './world.ts';

type SeenOfBoth = Pick<Observation, 'pivot' | 'source' | 'target' | 'ironicManifests'>;

export function observeSurvey(world: World, { client }: TargetConnection, seen: SeenOfBoth): ObservedSurvey {
  const { pivot, source, target, ironicManifests: manifests } = seen;
  const { metadata, status } = pivot;
  if (!readsFor(pivot).survey) {
    world.surveys.forget(metadata);
    return { state: 'notNeeded' };
  }
  const set = sourceMoveSet(seen);
  const fingerprint = surveyFingerprint(seen);
  if (fingerprint === undefined || set === undefined || target === undefined || client === undefined) {
    return { state: 'notPossible' };
  }
  return world.surveys.look(metadata, {
    uid: metadata.uid,
    fingerprint,
    notBefore: Date.parse(status.journal?.preparedTime ?? '') || 0,
    freshForMs: (last) => freshForMs(pivot, last),
    take: async (progress, signal) =>
      takeSurvey(
        { world, target: client, pivot, views: { source, target }, set, manifests, fingerprint },
        progress,
        signal,
      ),
  });
}

/**
 * While somebody thinks about the plan there is no hurry; where something failed it may be mended at any moment. Asking shall
 * never be most of what the clusters do.
 */
function freshForMs({ status }: ClusterPivot, { durationMs }: Survey): number {
  if ((status.checks?.failed ?? 0) > 0) return Math.max(3000, 2 * durationMs);
  return status.phase === 'AwaitingApproval' ? 15 * 60_000 : Math.max(30_000, 4 * durationMs);
}
