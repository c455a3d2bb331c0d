/** The Metal3DataClaim of a machine whose template names a Metal3DataTemplate, and what was rendered for it. */
import { clusterNameLabel } from '../../../src/api/marks.ts';
import type { DataClaim, MachineData } from '../decide/machine-data.ts';
import { ownerReference } from '../decide/ownership.ts';
import { finalizers } from '../marks.ts';
import type { Metal3Machine, Metal3MachineStatus } from '../metal3-machine.ts';
import { metal3DataClaims, metal3Datas } from '../resources.ts';
import { refOf, type World } from '../world.ts';
import { createOnce } from './create-once.ts';

export interface DataOfMachine {
  readonly waitingFor?: string;
  readonly status: Pick<Metal3MachineStatus, 'renderedData' | 'metaData' | 'networkData'>;
}

async function ensureClaim(world: World, machine: Metal3Machine, cluster: string): Promise<DataClaim> {
  const { namespace, name } = refOf(machine);
  const template = { name: machine.spec?.dataTemplate?.name ?? '', namespace };
  return createOnce<DataClaim>(world, metal3DataClaims, {
    apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
    kind: 'Metal3DataClaim',
    metadata: {
      name,
      namespace,
      labels: { [clusterNameLabel]: cluster },
      ownerReferences: [ownerReference(machine, true)],
      finalizers: [finalizers.metal3DataClaim],
    },
    spec: { template },
  });
}

/** Makes sure that the claim exists and reads what it got; nothing to wait for without a dataTemplate. */
export async function dataOfMachine(world: World, machine: Metal3Machine, cluster: string): Promise<DataOfMachine> {
  if (machine.spec?.dataTemplate === undefined) return { status: {} };
  const claim = await ensureClaim(world, machine, cluster);
  const rendered = claim.status?.renderedData;
  if (rendered === undefined)
    return { waitingFor: `Metal3DataClaim ${claim.metadata.name} has no data yet`, status: {} };
  const { namespace } = refOf(machine);
  const data = await world.client.get<MachineData>(metal3Datas, { namespace, name: rendered.name });
  if (data?.status?.ready !== true)
    return { waitingFor: `Metal3Data ${rendered.name} is not rendered yet`, status: {} };
  const { metaData, networkData } = data.spec ?? {};
  return { status: { renderedData: rendered, ...(metaData && { metaData }), ...(networkData && { networkData }) } };
}

/** Deletes the claim; true when there is none any more. */
export async function releaseData(world: World, machine: Metal3Machine): Promise<boolean> {
  if (machine.spec?.dataTemplate === undefined) return true;
  return !(await world.client.delete(metal3DataClaims, refOf(machine)));
}
