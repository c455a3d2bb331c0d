/**
 * A host of somebody else's in both clusters. The Bare Metal Operator's fixture keeps one power state and one adoption for all
 * hosts, and the first host that a fresh one adopts waits for ten seconds: this one does it for the others.
 */
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { hostStatusAnnotation } from '../../../src/api/marks.ts';
import { bareMetalHosts, namespaces, secrets } from '../../../src/api/resources.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { objectOf } from '../../controller/minimal-crds.ts';

/** Sorts before the namespace that is pivoted: hosts are looked at in the order of their names. */
const namespace = 'a-pilot';
const name = 'pilot';

const status = {
  operationalStatus: 'OK',
  errorCount: 0,
  errorMessage: '',
  poweredOn: true,
  provisioning: { ID: 'temporary-fake-id', state: 'externally provisioned', image: { url: '' } },
};

export async function createPilotHost(client: ClusterClient): Promise<void> {
  const place = { name, namespace };
  const host: KubeObject = objectOf(
    bareMetalHosts,
    { ...place, annotations: { [hostStatusAnnotation]: JSON.stringify(status) } },
    {
      spec: {
        online: true,
        externallyProvisioned: true,
        bootMACAddress: '00:60:2f:ff:ff:ff',
        bmc: { address: 'redfish-virtualmedia+http://192.0.2.20:8000/redfish/v1/Systems/pilot', credentialsName: name },
      },
    },
  );
  await client.create(namespaces, objectOf(namespaces, { name: namespace }));
  await client.create(secrets, objectOf(secrets, place, { stringData: { username: 'admin', password: 'password' } }));
  await client.create(bareMetalHosts, host);
}
