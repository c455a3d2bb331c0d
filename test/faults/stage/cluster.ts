/** One of the two clusters: a real control plane, its proxy, and what runs in it. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterPivotCrd } from '../../../src/api/crd.ts';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { connect } from '../../../src/kube/connect.ts';
import { auditPolicy } from '../../../testbed/node-config.ts';
import type { Side } from '../../../testbed/witness/audit-entry.ts';
import { type ControlPlane, startControlPlane } from '../../env/control-plane.ts';
import { startControllerManager } from '../../env/controller-manager.ts';
import { runBareMetalOperator } from '../kubelet-stand-in/bare-metal-operator-program.ts';
import { Kubelet } from '../kubelet-stand-in/kubelet.ts';
import { type MoverParts, runMover } from '../kubelet-stand-in/mover-program.ts';
import type { Pod } from '../kubelet-stand-in/pod.ts';
import { idleProgram, type RunningProgram } from '../kubelet-stand-in/running-program.ts';
import { mountVolumes } from '../kubelet-stand-in/volumes.ts';
import { type ApiProxy, type Harm, startApiProxy } from '../proxy/api-proxy.ts';
import { connectAs, kubeconfigOf, targetAccountObjects } from './accounts.ts';
import { applyAll, applyCrds, applyFolder } from './apply.ts';
import { bareMetalOperatorAccount, bareMetalOperatorObjects, ironicObject, providerObjects } from './installed.ts';
import { createPilotHost } from './pilot-host.ts';

export interface ClusterParts {
  readonly crds: readonly KubeObject[];
  readonly harm: Harm;
  readonly mover: MoverParts;
  /** Path of the program. */
  readonly bareMetalOperator: string;
  /** Image whose Pods run the mover. */
  readonly operatorImage: string;
  /** Where programs and their logs lie. */
  readonly folder: string;
}

export interface StageCluster extends AsyncDisposable {
  readonly side: Side;
  readonly plane: ControlPlane;
  /** As administrator, past the proxy. */
  readonly admin: ClusterClient;
  readonly proxy: ApiProxy;
  readonly kubelet: Kubelet;
  /** What was there before any pivot, as it was. */
  readonly installed: readonly KubeObject[];
  readonly log: (message: string, fields?: object) => void;
}

/** The node of the control plane. */
export const nodeName = 'control-plane';

export async function openCluster(side: Side, parts: ClusterParts): Promise<StageCluster> {
  await using opening = new AsyncDisposableStack();
  const plane = opening.use(await startControlPlane({ audit: auditPolicy() }));
  const admin = connect(plane.access);
  opening.defer(async () => admin.close());
  await applyCrds(admin, side === 'source' ? [...parts.crds, clusterPivotCrd()] : parts.crds);
  const installed = [...(await bareMetalOperatorObjects()), ironicObject(side), ...providerObjects()];
  await applyAll(admin, installed);
  await createPilotHost(admin);
  if (side === 'source') await installRights(admin);
  else await applyAll(admin, targetAccountObjects());
  const proxy = opening.use(await startApiProxy(side, plane.access, parts.harm));
  opening.use(await startControllerManager(plane));
  const log = (message: string, fields: object = {}) =>
    appendFileSync(join(parts.folder, `${side}.log`), `${JSON.stringify({ time: new Date(), message, ...fields })}\n`);
  const client = await connectAs(plane, 'kubelet-stand-in');
  opening.defer(async () => client.close());
  const kubelet = new Kubelet({ client, node: nodeName, log, run: programsOf({ side, plane, admin, parts }) });
  opening.defer(async () => kubelet.stop());
  const closing = opening.move();
  const close = async () => closing.disposeAsync();
  return { side, plane, admin, proxy, kubelet, installed, log, [Symbol.asyncDispose]: close };
}

/** The operator's rights, as they are installed. */
async function installRights(admin: ClusterClient): Promise<void> {
  await applyFolder(admin, 'manager', ['namespace.yaml']);
  for (const folder of ['probe-rights', 'rbac']) await applyFolder(admin, folder);
}

interface ProgramContext {
  readonly side: Side;
  readonly plane: ControlPlane;
  readonly admin: ClusterClient;
  readonly parts: ClusterParts;
}

/** The image of a Pod's container tells what runs behind it. */
function programsOf({ side, plane, admin, parts }: ProgramContext): (pod: Pod) => Promise<RunningProgram> {
  return async (pod) => {
    const [container] = pod.spec.containers;
    const folder = join(parts.folder, `${side}-${pod.metadata.name}`);
    if (container?.image === parts.operatorImage) {
      return runMover(parts.mover, container, { folder, relocate: await mountVolumes(admin, pod, folder) });
    }
    if (container?.image.includes('/baremetal-operator:') === true) {
      const kubeconfig = await kubeconfigOf(admin, bareMetalOperatorAccount, plane.access);
      return runBareMetalOperator({ program: parts.bareMetalOperator, kubeconfig }, folder);
    }
    return idleProgram();
  };
}
