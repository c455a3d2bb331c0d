/** What a check answers while both clusters have not been asked, and what it asks of their answers. */
import { missingProviders } from '../../gates/providers.ts';
import type { Observation, Side } from '../../observation.ts';
import type { ServerFacts, Survey } from '../../survey.ts';
import { type Answer, type Check, pending } from '../check.ts';

export const sides = ['source', 'target'] as const;

/** A check that is about what both clusters answered. */
export function ofSurvey(ask: (survey: Survey, observation: Observation) => Answer): Check['ask'] {
  return (observation) => {
    const { survey } = observation;
    if (survey.state === 'taken') return ask(survey.survey, observation);
    return pending(
      survey.state === 'failed'
        ? `asking both clusters was broken off: ${survey.problem}`
        : 'both clusters have not answered yet',
    );
  };
}

export function ofEach(
  { servers }: Survey,
  cases: (server: ServerFacts, side: Side) => readonly { readonly object: string; readonly seen: string }[],
) {
  return sides.flatMap((side) => cases(servers[side], side));
}

/** Preparing will install providers in the target: what depends on them cannot be known before. */
export function installsProviders(observation: Observation): boolean {
  return (
    observation.target !== undefined &&
    observation.pivot.spec.providers.install === 'MatchSource' &&
    missingProviders(observation).length > 0
  );
}
