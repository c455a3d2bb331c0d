/** Do Secrets and IPPools that nobody owns move with those that need them? With clusterctl's label they do. */
import type { Journal } from '../../api/journal.ts';
import type { KubeObject } from '../../api/kube-object.ts';
import { moveLabel } from '../../api/marks.ts';
import type { Action } from '../action.ts';
import { orphanPools, orphanSecrets } from '../gates/needed-objects.ts';
import { nameSome } from '../inventory.ts';
import type { Observation } from '../observation.ts';
import { act, met, type Result, record } from '../result.ts';

type Labelled = NonNullable<Journal['labelledObjects']>;

/** Until the fence, whatever turns up. */
export function orphansLabelled(observation: Observation): Result {
  const orphans = [...orphanSecrets(observation), ...orphanPools(observation)];
  if (orphans.length === 0) return met;
  const recorded = observation.pivot.status.journal?.labelledObjects ?? [];
  const missing = orphans.filter((object) => !isRecorded(recorded, object));
  if (missing.length > 0) {
    const added = missing.map(({ kind, metadata: { name } }) => ({ kind, name }));
    return record(
      { labelledObjects: [...recorded, ...added] },
      `noting that ${nameSome(missing)} will be labelled for clusterctl`,
    );
  }
  return act(
    labels(observation, orphans, ''),
    `labelling ${nameSome(orphans)} in the source for clusterctl, since no owner takes them along`,
  );
}

/** The way back. */
export function orphansUnlabelled(observation: Observation): Result {
  const recorded = observation.pivot.status.journal?.labelledObjects ?? [];
  const left = (observation.source.objects ?? [])
    .map(({ object }) => object)
    .filter((object) => isRecorded(recorded, object) && moveLabel in (object.metadata.labels ?? {}));
  if (left.length === 0) return met;
  return act(labels(observation, left, null), `removing our label from ${nameSome(left)}`);
}

function isRecorded(recorded: Labelled, { kind, metadata }: KubeObject): boolean {
  return recorded.some((one) => one.kind === kind && one.name === metadata.name);
}

function labels({ source }: Observation, objects: readonly KubeObject[], value: '' | null): readonly Action[] {
  const resources = new Map((source.objects ?? []).map(({ object, resource }) => [object.metadata.uid, resource]));
  return objects.flatMap((object): Action[] => {
    const resource = resources.get(object.metadata.uid);
    return resource === undefined
      ? []
      : [{ kind: 'label', side: 'source', resource, object, labels: { [moveLabel]: value } }];
  });
}
