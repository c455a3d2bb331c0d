/** Which Machines does Cluster API make because they are missing? A pivot that loses one, or a pause, shows by it. */
import { randomBytes } from 'node:crypto';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { clusterNameLabel } from '../../../src/api/marks.ts';
import { ownerReference } from '../../../testbed/capm3-stand-in/decide/ownership.ts';
import { controlPlaneLabel } from '../../../testbed/capm3-stand-in/marks.ts';

export interface Replicated extends KubeObject {
  readonly spec?: { readonly replicas?: number };
}

export interface OwnedMachine extends KubeObject {
  readonly spec?: { readonly infrastructureRef?: { readonly name?: string } };
}

export function ownedBy(owner: KubeObject, machines: readonly OwnedMachine[]): readonly OwnedMachine[] {
  return machines.filter(({ metadata }) =>
    (metadata.ownerReferences ?? []).some(({ uid, controller }) => uid === owner.metadata.uid && controller === true),
  );
}

/** The Machines that a MachineSet or control plane lacks; nothing while it is being deleted. */
export function missingMachines(owner: Replicated, machines: readonly OwnedMachine[]): readonly KubeObject[] {
  if (owner.metadata.deletionTimestamp !== undefined) return [];
  const lacking = (owner.spec?.replicas ?? 0) - ownedBy(owner, machines).length;
  return Array.from({ length: Math.max(0, lacking) }, () => newMachine(owner));
}

function newMachine(owner: Replicated): KubeObject {
  const { namespace, name: ownerName, labels } = owner.metadata;
  const name = `${ownerName}-${randomBytes(3).toString('hex')}`;
  const clusterName = labels?.[clusterNameLabel] ?? '';
  return {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Machine',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: {
        [clusterNameLabel]: clusterName,
        ...(owner.kind === 'KubeadmControlPlane' ? { [controlPlaneLabel]: '' } : {}),
      },
      ownerReferences: [ownerReference(owner, true)],
    },
    spec: {
      clusterName,
      bootstrap: { dataSecretName: name },
      infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'Metal3Machine', name },
    },
  };
}
