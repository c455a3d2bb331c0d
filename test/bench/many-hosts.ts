/** A cluster that could be pivoted, with as many claimed hosts as wanted: about eight objects for each, of a usual size. */
import type { KubeObject } from '../../src/api/kube-object.ts';
import { secrets } from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { machineSets, metal3Machines, objectOf } from '../controller/minimal-crds.ts';
import { change, createObjects, found, type World } from '../controller/world.ts';

/** Of one host, owners first. */
const perHost = [
  'Machine/worker-0',
  'Metal3Machine/worker-0',
  'Secret/worker-0-data',
  'BareMetalHost/host-0',
  'Secret/host-0-bmc',
  'HardwareData/host-0',
  'HostFirmwareSettings/host-0',
];

/** What the ramdisk finds in a server: about 6 KiB. */
const hardware = {
  cpu: { arch: 'x86_64', count: 64, flags: Array.from({ length: 120 }, (_, index) => `flag_${index}`) },
  nics: Array.from({ length: 8 }, (_, index) => ({
    name: `eth${index}`,
    mac: `00:60:2f:00:00:0${index}`,
    ip: '172.22.0.10',
    model: '0x8086 0x1572',
    speedGbps: 25,
    vlanId: 0,
  })),
  storage: Array.from({ length: 12 }, (_, index) => ({
    name: `/dev/disk/by-path/pci-0000:00:1f.2-ata-${index}`,
    model: 'SAMSUNG MZ7LH960HAJR',
    serialNumber: `S45NNA0M${index}`,
    sizeBytes: 960_197_124_096,
    type: 'SSD',
    wwn: '0x5002538e00000000',
  })),
};

/** Changes what the hosts share, and takes those out that are to be many. */
function prepare({ source }: World, count: number): readonly KubeObject[] {
  const replicas = { replicas: count, readyReplicas: count, upToDateReplicas: count };
  for (const key of ['MachineDeployment/workers', 'MachineSet/workers-1']) {
    change(source, key, { spec: { replicas: count }, status: replicas });
  }
  change(source, 'HardwareData/host-0', { spec: { hardware } });
  change(source, 'BareMetalHost/host-0', { status: { hardware } });
  const models = perHost.map((key) => found(source, key));
  for (const key of perHost) source.delete(key);
  const machine = models.find(({ kind }) => kind === metal3Machines.kind);
  const rendered = objectOf(
    secrets,
    {
      name: 'worker-0-metadata',
      namespace: machine?.metadata.namespace ?? '',
      ownerReferences: [{ ...ownerOf(machine), uid: '' }],
    },
    { stringData: { metaData: 'local-hostname: worker-0' } },
  );
  return [...models.slice(0, 2), rendered, ...models.slice(2)];
}

function ownerOf(object: KubeObject | undefined) {
  return { apiVersion: object?.apiVersion ?? '', kind: object?.kind ?? '', name: object?.metadata.name ?? '' };
}

/** Resolves to the number of objects. */
export async function createManyHosts(admin: ClusterClient, world: World, count: number): Promise<number> {
  const models = prepare(world, count);
  await createObjects(admin, world.source.values());
  const set = found(world.source, 'MachineSet/workers-1');
  const uid = await uidOf(admin, set);
  const hosts = Array.from({ length: count }, (_, index) => index);
  const hand = async () => {
    for (let index = hosts.pop(); index !== undefined; index = hosts.pop()) {
      await createObjects(admin, copiesOf(models, index, uid));
    }
  };
  await Promise.all(Array.from({ length: 16 }, hand));
  return count * models.length + world.source.size;
}

function copiesOf(models: readonly KubeObject[], index: number, setUid: string): readonly KubeObject[] {
  return models.map((model) => {
    const text = JSON.stringify(model).replaceAll('worker-0', `worker-${index}`).replaceAll('host-0', `host-${index}`);
    const copy = JSON.parse(text) as KubeObject;
    const ownerReferences = copy.metadata.ownerReferences?.map((owner) =>
      owner.kind === 'MachineSet' ? { ...owner, uid: setUid } : owner,
    );
    return ownerReferences === undefined ? copy : { ...copy, metadata: { ...copy.metadata, ownerReferences } };
  });
}

async function uidOf(admin: ClusterClient, { metadata }: KubeObject): Promise<string> {
  const object = await admin.get(machineSets, { namespace: metadata.namespace ?? '', name: metadata.name });
  return object?.metadata.uid ?? '';
}
