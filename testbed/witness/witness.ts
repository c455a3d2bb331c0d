/** Watches a pivot from outside: remembers both clusters as they are, and collects afterwards what happened to them. */
import { connect } from '../../src/kube/connect.ts';
import { ensureBinaries } from '../binaries.ts';
import type { TestbedCluster } from '../cluster.ts';
import { bareMetalOperatorNamespace } from '../manifests/baremetal-operator.ts';
import { parseAuditLog, type Side } from './audit-entry.ts';
import { followLogs } from './follow-logs.ts';
import { parseOperatorLog } from './operator-log.ts';
import type { Snapshot } from './snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { type Evidence, isOperatorPod } from './verdict.ts';

export interface Witness {
  /** Both clusters before the pivot. */
  readonly before: Snapshot;
  /** Takes the second snapshot and hands over everything; the witness is done. */
  testify(): Promise<Evidence>;
}

export type Clusters = Readonly<Record<Side, TestbedCluster>>;

async function snapshotBoth(clusters: Clusters, namespace: string): Promise<Snapshot> {
  const takenAt = Date.now();
  const of = async ({ kubeconfigPath }: TestbedCluster) => {
    const client = connect({ kubeconfigFile: kubeconfigPath });
    try {
      return await takeSnapshot(client, { namespace, operatorNamespace: bareMetalOperatorNamespace });
    } finally {
      await client.close();
    }
  };
  const [source, target] = await Promise.all([of(clusters.source), of(clusters.target)]);
  return { takenAt, source, target };
}

async function listen({ kubeconfigPath }: TestbedCluster) {
  const { kubectl } = await ensureBinaries(['kubectl']);
  const client = connect({ kubeconfigFile: kubeconfigPath });
  const logs = followLogs({
    client,
    kubectl,
    kubeconfigPath,
    namespace: bareMetalOperatorNamespace,
    isOperatorPod,
  });
  return async (): Promise<readonly string[]> => {
    try {
      return await logs.stop();
    } finally {
      await client.close();
    }
  };
}

/** Starts before the first command of a pivot of `namespace`. */
export async function startWitness(clusters: Clusters, namespace: string): Promise<Witness> {
  const [sourceLog, targetLog] = await Promise.all([listen(clusters.source), listen(clusters.target)]);
  const before = await snapshotBoth(clusters, namespace);
  return {
    before,
    testify: async () => {
      const after = await snapshotBoth(clusters, namespace);
      const [source, target] = await Promise.all([sourceLog(), targetLog()]);
      const [sourceAudit, targetAudit] = await Promise.all([clusters.source.auditLog(), clusters.target.auditLog()]);
      return {
        namespace,
        operatorNamespace: bareMetalOperatorNamespace,
        before,
        after,
        audit: [...parseAuditLog(sourceAudit, 'source'), ...parseAuditLog(targetAudit, 'target')],
        logs: [...parseOperatorLog(source, 'source'), ...parseOperatorLog(target, 'target')],
      };
    },
  };
}
