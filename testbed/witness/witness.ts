/** Watches a pivot from outside: remembers both clusters as they are, and collects afterwards what happened to them. */
import { connect } from '../../src/kube/connect.ts';
import { ensureBinaries } from '../binaries.ts';
import { powerLog } from '../bmcs.ts';
import type { TestbedCluster } from '../cluster.ts';
import { type EndpointWatch, watchEndpoint } from '../endpoint-watch.ts';
import { readIronicNodes } from '../ironic-nodes.ts';
import { bareMetalOperatorNamespace } from '../manifests/baremetal-operator.ts';
import type { Testbed } from '../testbed.ts';
import { parseAuditLog, type Side } from './audit-entry.ts';
import { followLogs } from './follow-logs.ts';
import type { HardwareEvidence } from './hardware.ts';
import { parseOperatorLog } from './operator-log.ts';
import { parsePowerLog } from './power-log.ts';
import type { Snapshot } from './snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { type Evidence, isOperatorPod } from './verdict.ts';

export interface Witness {
  /** Both clusters before the pivot. */
  readonly before: Snapshot;
  /** Who holds Ironic's endpoint; undefined where nobody does. */
  readonly endpoint: EndpointWatch | undefined;
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

/** What the BMCs, the Ironics and the wire have to say. */
async function watchHardware(testbed: Testbed) {
  const { engine, source, target, places } = testbed;
  const endpoint = await watchEndpoint(testbed);
  const before = await readIronicNodes(source.provisioningIp);
  return {
    endpoint,
    testify: async (): Promise<HardwareEvidence> => ({
      ironic: { before, after: await readIronicNodes(target.provisioningIp) },
      power: parsePowerLog(await powerLog(engine)),
      endpoint: { address: places.endpoint, sightings: await endpoint.stop() },
    }),
  };
}

/** Starts before the first command of a pivot of `namespace`. */
export async function startWitness(testbed: Testbed, namespace: string): Promise<Witness> {
  const { source, target, fixture } = testbed;
  const [sourceLog, targetLog] = await Promise.all([listen(source), listen(target)]);
  const hardware = fixture ? undefined : await watchHardware(testbed);
  const before = await snapshotBoth(testbed, namespace);
  return {
    before,
    endpoint: hardware?.endpoint,
    testify: async () => {
      const after = await snapshotBoth(testbed, namespace);
      const [sourceLines, targetLines] = await Promise.all([sourceLog(), targetLog()]);
      const [sourceAudit, targetAudit] = await Promise.all([source.auditLog(), target.auditLog()]);
      return {
        namespace,
        operatorNamespace: bareMetalOperatorNamespace,
        before,
        after,
        audit: [...parseAuditLog(sourceAudit, 'source'), ...parseAuditLog(targetAudit, 'target')],
        logs: [...parseOperatorLog(sourceLines, 'source'), ...parseOperatorLog(targetLines, 'target')],
        hardware: await hardware?.testify(),
      };
    },
  };
}
