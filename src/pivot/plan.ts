/** The plan as `status` shows it. */
import type { Plan } from '../api/clusterpivot.ts';
import type { Observation } from './observation.ts';
import { planDocument } from './plan/document.ts';
import { inWords } from './plan/drift.ts';
import { pauseSeconds } from './plan/estimate.ts';

/** More of them are in the plan's ConfigMap. */
const mostShown = 100;

export function buildPlan(observation: Observation): Plan | undefined {
  const document = planDocument(observation);
  if (document === undefined) return undefined;
  const { survey } = observation;
  const counts = Map.groupBy(document.objects, ({ identity }) => inWords(identity).split(' ')[0] ?? '');
  return {
    hash: document.hash,
    objects: document.objects.length,
    kinds: [...counts]
      .map(([kind, found]) => ({ kind, count: found.length }))
      .toSorted((a, b) => (a.kind < b.kind ? -1 : 1)),
    hosts: [...document.hosts],
    ...(document.leftBehind.length === 0 ? {} : { leftBehind: document.leftBehind.slice(0, mostShown) }),
    steps: [...document.steps],
    ...(survey.state === 'taken'
      ? { estimate: { pauseSeconds: pauseSeconds(document.objects.length, survey.survey) } }
      : {}),
  };
}
