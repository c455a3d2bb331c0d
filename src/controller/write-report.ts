/** The story of a completed pivot, kept in the target, where it outlives the source cluster. */
import type { KubeObject } from '../api/kube-object.ts';
import { reportKey, reportName } from '../api/report.ts';
import { configMaps } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { isKubeError } from '../kube/errors.ts';
import { hostStatus, provisioningState } from '../pivot/hosts.ts';
import type { Observation } from '../pivot/observation.ts';

export async function writeReport(target: ClusterClient, observation: Observation): Promise<void> {
  const { pivot } = observation;
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: reportName(pivot.metadata.name),
      namespace: pivot.metadata.namespace ?? '',
      labels: { 'app.kubernetes.io/managed-by': 'clusterpivot' },
    },
    data: { [reportKey]: JSON.stringify(buildReport(observation), undefined, 2) },
  };
  try {
    await target.create(configMaps, object);
  } catch (error) {
    if (!isKubeError(error, 'conflict')) throw error;
    await target.patch(
      configMaps,
      { namespace: pivot.metadata.namespace ?? '', name: reportName(pivot.metadata.name) },
      { type: 'merge', body: { data: object['data'] } },
    );
  }
}

/** More than what is judged of it (src/api/report.ts): the rest is for people. */
export function buildReport({ pivot, inventory, target, now }: Observation): unknown {
  const { journal = {} } = pivot.status;
  return {
    clusterPivot: `${pivot.metadata.namespace}/${pivot.metadata.name}`,
    cluster: pivot.spec.clusterName,
    source: journal.sourceUid,
    target: journal.targetUid,
    began: journal.startedTime,
    committed: journal.committedTime,
    completed: new Date(now).toISOString(),
    phases: pivot.status.phases,
    objects: journal.inventory?.objects,
    hosts: (target?.hosts ?? []).map((host) => ({
      name: host.metadata.name,
      state: provisioningState(host),
      poweredOn: hostStatus(host).poweredOn,
      operationHistory: hostStatus(host).operationHistory,
    })),
    nodes: inventory?.nodes,
  };
}
