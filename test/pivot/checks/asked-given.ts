/** The checks of what both clusters answered, by name. */
import { askedChecks } from '../../../src/pivot/checks/asked.ts';
import type { Answer } from '../../../src/pivot/checks/check.ts';
import type { Observation } from '../../../src/pivot/observation.ts';
import type { ServerFacts, Survey } from '../../../src/pivot/survey.ts';
import { now, observation } from '../given.ts';
import { server, survey } from '../given-survey.ts';

export function ask(name: string, observed: Observation): Answer {
  const check = askedChecks.find((candidate) => candidate.name === name);
  if (check === undefined) throw new Error(`there is no check ${name}`);
  return check.ask(observed);
}

export type Case = readonly [what: string, check: string, observed: Observation, said: string | undefined];

/** What it says, whether it failed or has to wait; undefined when it passes. */
export function saying(check: string, observed: Observation): string | undefined {
  const answer = ask(check, observed);
  return answer === undefined || 'pending' in answer ? answer?.pending : answer.message;
}

export function surveyed(is: Partial<Survey>, rest: Parameters<typeof observation>[0] = {}): Observation {
  return observation({ survey: { state: 'taken', survey: survey({ takenAt: now, ...is }) }, ...rest });
}

/** Both sides with the same facts but for these. */
export function servers(source: Partial<ServerFacts>, target: Partial<ServerFacts> = {}): Observation {
  return surveyed({ servers: { source: server(source), target: server(target) } });
}
