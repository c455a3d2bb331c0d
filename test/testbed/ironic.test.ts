/** Are Ironic, its hosts and its addresses made for each other? */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ironicManifest } from '../../testbed/manifests/ironic.ts';
import { provisioningPlaces } from '../../testbed/network.ts';
import { bmcSystems, hostObjects } from '../../testbed/seed/host-objects.ts';
import { defaultPlan } from '../../testbed/seed/plan.ts';
import { ironicVersion, sushyToolsVersion } from '../../testbed/versions.ts';

test('the pinned wheels are of the versions that we say, each with its hash', async () => {
  const text = await readFile(new URL('../../testbed/ironic/requirements.txt', import.meta.url), 'utf8');
  const pins = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  for (const pin of pins) expect(pin).toMatch(/^[a-z0-9-]+==\S+ --hash=sha256:[0-9a-f]{64}$/);
  expect(pins.map((pin) => pin.split(' ')[0])).toEqual(
    expect.arrayContaining([`ironic==${ironicVersion}`, `sushy-tools==${sushyToolsVersion}`]),
  );
});

test('places are in whatever subnet the engine gave, and none is on another', () => {
  const { endpoint, bmcs, dhcpRange } = provisioningPlaces('10.9.8.0/24');
  expect([endpoint, bmcs, ...dhcpRange]).toEqual(['10.9.8.2', '10.9.8.20', '10.9.8.50', '10.9.8.99']);
});

test('the manifest holds the endpoint of the subnet, with the containers that mark an Ironic', () => {
  const [configMap, deployment] = ironicManifest(provisioningPlaces('10.9.8.0/24'), 0) as [
    { data: Record<string, string> },
    { spec: { replicas: number; template: { spec: { containers: { name: string }[] } } } },
  ];
  expect(configMap.data).toMatchObject({ PROVISIONING_IP: '10.9.8.2', PROVISIONING_INTERFACE: 'ironicendpoint' });
  expect(deployment.spec.replicas).toBe(0);
  expect(deployment.spec.template.spec.containers.map(({ name }) => name).sort()).toEqual([
    'ironic',
    'ironic-dnsmasq',
    'ironic-endpoint-keepalived',
    'ironic-httpd',
  ]);
});

test('each host has a BMC System of its own, under the address that its BareMetalHost names', () => {
  const plan = { ...defaultPlan, hosts: 300, bmcs: '10.9.8.20' };
  const systems = bmcSystems(plan);
  expect(new Set(systems.map(({ uuid }) => uuid)).size).toBe(302);
  expect(new Set(systems.map(({ mac }) => mac)).size).toBe(302);
  const hosts = hostObjects(plan)
    .map(({ object }) => object)
    .filter(({ kind }) => kind === 'BareMetalHost');
  for (const [index, { uuid, mac }] of systems.entries()) {
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(hosts[index]?.['spec']).toMatchObject({
      bootMACAddress: mac,
      bmc: { address: `redfish-virtualmedia+http://10.9.8.20:8000/redfish/v1/Systems/${uuid}` },
    });
  }
});
