/** What Cluster API's managers say of objects at rest, as far as a pivot reads it. */
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { type Condition, report, withConditions } from '../../../testbed/capm3-stand-in/decide/conditions.ts';

interface Reported extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** True for an object that is well. */
const conditionsOfHealth: Readonly<Record<string, readonly string[]>> = {
  Cluster: ['Available', 'ControlPlaneInitialized', 'ControlPlaneAvailable', 'InfrastructureReady'],
  KubeadmControlPlane: ['Available', 'Initialized'],
  MachineDeployment: ['Available'],
  MachineSet: [],
  Machine: ['Available', 'Ready', 'InfrastructureReady', 'BootstrapConfigReady'],
};

/** `machines` are those that a replicated object owns. */
function fieldsOf({ kind, metadata }: KubeObject, machines: number): object {
  const counts = {
    replicas: machines,
    readyReplicas: machines,
    availableReplicas: machines,
    upToDateReplicas: machines,
  };
  switch (kind) {
    case 'Cluster':
      return {
        phase: 'Provisioned',
        initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
      };
    case 'KubeadmControlPlane':
      return { ...counts, initialization: { controlPlaneInitialized: true } };
    case 'MachineDeployment':
      return { ...counts, phase: 'Running' };
    case 'MachineSet':
      return counts;
    default:
      return {
        phase: 'Running',
        initialization: { infrastructureProvisioned: true, bootstrapDataSecretCreated: true },
        // A Node has the name of its machine: the stand-in for CAPM3 makes it so.
        nodeRef: { name: metadata.name },
      };
  }
}

/** The status of an object that nobody pauses. `now` is RFC 3339. */
export function statusAtRest(object: KubeObject, machines: number, now: string): object {
  const { status, metadata, kind } = object as Reported;
  const reports = (conditionsOfHealth[kind] ?? []).map((type) => report(type, true, type));
  return {
    observedGeneration: metadata.generation,
    ...fieldsOf(object, machines),
    conditions: withConditions(status?.conditions, reports, now),
  };
}
