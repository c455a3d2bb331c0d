/** Watches a run from outside: both clusters before and after, both audit logs, and what the Bare Metal Operators said. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { bareMetalOperatorNamespace } from '../../../testbed/manifests/baremetal-operator.ts';
import type { Side } from '../../../testbed/witness/audit-entry.ts';
import { parseOperatorLog } from '../../../testbed/witness/operator-log.ts';
import type { Snapshot } from '../../../testbed/witness/snapshot.ts';
import { takeSnapshot } from '../../../testbed/witness/take-snapshot.ts';
import { type Evidence, isOperatorPod } from '../../../testbed/witness/verdict.ts';
import { AuditTrail } from '../../controller/audit-trail.ts';
import { readSurroundings } from '../oracles/surroundings.ts';
import type { Stage } from '../stage/stage.ts';
import { namespace } from '../world/names.ts';

type Surroundings = Readonly<Record<Side, readonly KubeObject[]>>;

export interface RunEvidence extends Evidence {
  readonly around: { readonly before: Surroundings; readonly after: Surroundings };
}

export interface Witness {
  /** Takes the second snapshot and hands over everything. */
  testify(): Promise<RunEvidence>;
}

async function snapshotBoth({ source, target }: Stage): Promise<Snapshot> {
  const places = { namespace, operatorNamespace: bareMetalOperatorNamespace };
  const takenAt = Date.now();
  const [inSource, inTarget] = await Promise.all(
    [source, target].map(async ({ admin }) => takeSnapshot(admin, places)),
  );
  if (inSource === undefined || inTarget === undefined) throw new Error('there are two clusters');
  return { takenAt, source: inSource, target: inTarget };
}

async function surroundingsOf({ source, target }: Stage): Promise<Surroundings> {
  return { source: await readSurroundings(source.admin), target: await readSurroundings(target.admin) };
}

/** What every Pod of the Bare Metal Operator has said since the last reset. */
async function operatorLines({ folder }: Stage, side: Side): Promise<readonly string[]> {
  const pods = (await readdir(folder)).filter((name) => isOperatorPod(name.slice(`${side}-`.length)));
  const logs = await Promise.all(
    pods.filter((name) => name.startsWith(side)).map(async (name) => readFile(join(folder, name, 'log'), 'utf8')),
  );
  return logs.flatMap((log) => log.split('\n'));
}

/** Starts before the ClusterPivot exists. */
export async function startWitness(stage: Stage): Promise<Witness> {
  const audits = (['source', 'target'] as const).map(
    (side) => new AuditTrail(side, stage[side].admin, stage[side].plane.access.auditLog),
  );
  const aroundBefore = await surroundingsOf(stage);
  const before = await snapshotBoth(stage);
  return {
    testify: async () => {
      const after = await snapshotBoth(stage);
      const logs = await Promise.all(
        (['source', 'target'] as const).map(async (side) => parseOperatorLog(await operatorLines(stage, side), side)),
      );
      return {
        namespace,
        operatorNamespace: bareMetalOperatorNamespace,
        before,
        after,
        audit: (await Promise.all(audits.map(async (audit) => audit.entries()))).flat(),
        logs: logs.flat(),
        hardware: undefined,
        around: { before: aroundBefore, after: await surroundingsOf(stage) },
      };
    },
  };
}
