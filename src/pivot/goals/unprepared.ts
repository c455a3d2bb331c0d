/** Is everything taken back that Preparing did to either cluster? The last part of the way back. */
import type { Action } from '../action.ts';
import type { Observation } from '../observation.ts';
import { act, firstUnmet, met, type Result, wait } from '../result.ts';
import { orphansUnlabelled } from './label-orphans.ts';
import { namespaceTerminating } from './preparing.ts';
import { isWithoutTarget } from './without-target.ts';

export function unprepared(observation: Observation): Result {
  return firstUnmet(observation, [orphansUnlabelled, unlistProviders, removeLabels]);
}

/** Providers that ran unlisted before run unlisted again. */
function unlistProviders(observation: Observation): Result {
  const { listedProviders: providers = [], createdProviderCrd: crd = false } = observation.pivot.status.journal ?? {};
  if (providers.length === 0 || isWithoutTarget(observation)) return met;
  return act(
    [{ kind: 'unlistProviders', providers, crd }],
    `taking ${providers.map(({ name }) => name).join(', ')} out of clusterctl's inventory of the target again`,
    { listedProviders: null },
  );
}

function removeLabels(observation: Observation): Result {
  const { labelledCrds, createdNamespace } = observation.pivot.status.journal ?? {};
  const actions = (['source', 'target'] as const).flatMap((side) =>
    (labelledCrds?.[side] ?? []).flatMap(({ name, labels }): Action[] => {
      const crd = observation[side]?.crds?.find((candidate) => candidate.name === name);
      const left = labels.filter((label) => crd !== undefined && label in crd.labels);
      return left.length === 0 ? [] : [{ kind: 'unlabelCrd', side, name, labels: left }];
    }),
  );
  if (actions.length > 0) return act(actions, `removing the labels that we gave ${actions.length} CRDs`);
  if (createdNamespace !== true || observation.target?.namespaceExists !== true) return met;
  if (observation.target.namespaceTerminating === true) return wait(namespaceTerminating(observation.pivot), 1);
  return act([{ kind: 'deleteTargetNamespace' }], 'deleting the namespace that we created in the target');
}
