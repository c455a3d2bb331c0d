/**
 * One pivot, and everything that can go wrong with Ironic's endpoint on its way, made for real with ip, keepalived, dnsmasq
 * and signals in the nodes. Each fault is named by the right gate, and the pivot goes on by itself when it is repaired.
 */
import { describe, expect, it } from 'vitest';
import { conditionsOf } from '../../src/api/clusterpivot.ts';
import { endpointHeldCondition, type Reason } from '../../src/api/conditions.ts';
import type { TestbedCluster } from '../../testbed/cluster.ts';
import { staysBehind } from '../../testbed/demo/operator.ts';
import { bareMetalOperatorNamespace } from '../../testbed/manifests/baremetal-operator.ts';
import { endpointInterface } from '../../testbed/manifests/endpoint.ts';
import { ironicDeployment } from '../../testbed/manifests/ironic.ts';
import { addressIn } from '../../testbed/network.ts';
import type { Testbed } from '../../testbed/testbed.ts';
import { judge } from '../../testbed/witness/verdict.ts';
import { startWitness } from '../../testbed/witness/witness.ts';
import { followPivot, type PivotFollower, untilSaid } from './pivot-follower.ts';
import { applyPivot, clusterName, namespace, patchPivot, pivotRef, testbedForPivot } from './testbed-pivot.ts';
import { startThirdHost } from './third-host.ts';

const minutes = 60_000;
/** Longer than it takes to make a fault, so that the next one is there before the last hold is over. */
const holdSeconds = 12;

interface Fault {
  readonly what: string;
  readonly reason: Reason;
  /** What the message must name. */
  readonly names: readonly (string | RegExp)[];
  readonly make: () => Promise<unknown>;
  readonly repair: () => Promise<unknown>;
}

/** The pivot is suspended before the fence: each fault takes it back, and when it is repaired it is there again. */
async function whileSuspended(pivot: PivotFollower, faults: readonly Fault[]): Promise<void> {
  for (const { what, reason, names, make, repair } of faults) {
    await make();
    const message = await untilSaid(pivot, reason, what);
    for (const name of names) expect(message, what).toMatch(name);
    await repair();
    await untilSaid(pivot, 'Suspended', `${what} no more`);
  }
}

/** Nothing holds the pivot here but the gate itself: the next fault is made before the last one is repaired. */
async function oneAfterTheOther(pivot: PivotFollower, faults: readonly Fault[]): Promise<void> {
  let repairLast = async (): Promise<unknown> => undefined;
  for (const { what, reason, names, make, repair } of faults) {
    await make();
    await repairLast();
    const message = await untilSaid(pivot, reason, what);
    for (const name of names) expect(message, what).toMatch(name);
    repairLast = repair;
  }
  await repairLast();
}

/** A reset brings back what is in the clusters, not what was done to the nodes: whatever a test that failed left there goes. */
function mendedAfterwards({ source, target, places }: Testbed): AsyncDisposable {
  const link = endpointInterface;
  const inBoth = [
    'pkill -CONT -f "keepalived|ironic_process|http.server|probe.mjs"',
    'kill "$(cat /run/second.pid)" "$(cat /run/dhclient.pid)"',
    'iptables -D INPUT -p 112 -j DROP; iptables -D OUTPUT -p 112 -j DROP',
    `ip address del ${places.endpoint}/32 dev lo`,
  ];
  const inTarget = [
    `ip link set elsewhere name ${link}; ip link set ${link} up; ip address flush dev ${link} dynamic`,
    `ip address replace ${target.provisioningIp}/24 dev ${link}`,
  ];
  const run = (node: TestbedCluster, commands: readonly string[]) =>
    node.exec(['sh', '-c', `(${commands.join('; ')}) 2>/dev/null; true`]);
  return {
    [Symbol.asyncDispose]: async () => {
      await run(source, inBoth);
      await run(target, [...inBoth, ...inTarget]);
    },
  };
}

describe('faults of the endpoint', () => {
  it('are each named by the right gate, and the pivot goes on when they are repaired', {
    timeout: 20 * minutes,
  }, async () => {
    const testbed = await testbedForPivot();
    const { source, target, engine, places } = testbed;
    const { endpoint, subnet } = places;
    const address = target.provisioningIp;
    await using third = await startThirdHost(engine, addressIn(subnet, 30));
    await using _ = mendedAfterwards(testbed);
    const strange = addressIn(subnet, 99);
    const ip = (cluster: typeof source, command: string) => cluster.exec(['ip', ...command.split(' ')]);
    const inTarget = (command: string) => ip(target, command);
    const dev = `dev ${endpointInterface}`;
    /** The processes of a container, by a pattern of their command lines. */
    const signal = (cluster: typeof source, name: string, pattern: string) =>
      cluster.exec(['pkill', `-${name}`, '-f', pattern]);

    const witness = await startWitness(testbed, namespace);
    await using pivot = followPivot(source, namespace, clusterName);
    await applyPivot(testbed, { gates: { steadySeconds: 1, holdSeconds, soakSeconds: 10 } });

    // Suspended earlier it would not even begin.
    await pivot.until('the beginning', (seen) => seen?.status.journal?.startedTime !== undefined);
    await patchPivot(source, { spec: { suspend: true } });
    const makeStatic = () => inTarget(`address replace ${address}/24 ${dev}`);
    await whileSuspended(pivot, [
      {
        what: 'the interface has no static address',
        reason: 'NoStaticAddress',
        names: ['target node target', endpointInterface],
        make: () => inTarget(`address del ${address}/24 ${dev}`),
        repair: makeStatic,
      },
      {
        what: "its only address is a lease of the source's DHCP server",
        reason: 'AddressIsLeased',
        names: [endpointInterface, /is leased \(for \d+ s more\)/],
        make: async () => {
          // Without a route or a name server: only the address is wanted of it.
          await target.exec(['sh', '-c', 'echo "request subnet-mask;" > /run/dhclient.conf']);
          const files = ['-cf', '/run/dhclient.conf', '-pf', '/run/dhclient.pid', '-lf', '/run/dhclient.leases'];
          await inTarget(`address del ${address}/24 ${dev}`);
          await target.exec(['dhclient', '-1', ...files, endpointInterface]);
        },
        repair: async () => {
          await target.exec(['sh', '-c', 'kill "$(cat /run/dhclient.pid)"']);
          await inTarget(`address flush ${dev} dynamic`);
          await makeStatic();
        },
      },
      {
        what: 'the interface is down',
        reason: 'InterfaceDown',
        names: [endpointInterface, 'target node target'],
        make: () => inTarget(`link set ${endpointInterface} down`),
        repair: () => inTarget(`link set ${endpointInterface} up`),
      },
      {
        what: 'the interface is missing',
        reason: 'InterfaceMissing',
        names: [endpointInterface, 'target node target'],
        make: async () => {
          await inTarget(`link set ${endpointInterface} down`);
          await inTarget(`link set ${endpointInterface} name elsewhere`);
        },
        repair: async () => {
          await inTarget(`link set elsewhere name ${endpointInterface}`);
          await inTarget(`link set ${endpointInterface} up`);
          await makeStatic();
        },
      },
      {
        what: 'the target has the address already, on whatever interface',
        reason: 'AddressAlreadyInTarget',
        names: [`ip addr del ${endpoint}/32 dev lo`],
        make: () => inTarget(`address add ${endpoint}/32 dev lo`),
        repair: () => inTarget(`address del ${endpoint}/32 dev lo`),
      },
      {
        what: 'a third host has the address as well',
        reason: 'DuplicateAddress',
        names: [await third.mac()],
        make: () => third.exec(['ip', 'address', 'add', `${endpoint}/32`, 'dev', 'eth0']),
        repair: () => third.exec(['ip', 'address', 'del', `${endpoint}/32`, 'dev', 'eth0']),
      },
      {
        what: 'a third host elects the same virtual router',
        reason: 'ForeignVrrp',
        names: [await third.mac(), 'priority 200'],
        make: () => third.keepalived(strange, 200),
        repair: () => third.end('keepalived'),
      },
      {
        what: 'a third host serves DHCP',
        reason: 'ForeignDhcpServer',
        names: [await third.mac()],
        make: () => third.dhcpServer(strange, strange),
        repair: () => third.end('dnsmasq'),
      },
    ]);

    await patchPivot(source, { spec: { suspend: false } });

    // keepalived that is frozen when it is asked to end is killed in the end, and leaves the address behind.
    await pivot.until('the fence', (seen) => seen?.status.journal?.fence !== undefined, 120);
    await signal(source, 'STOP', 'keepalived');
    const left = await untilSaid(pivot, 'AddressHeldBySource', 'keepalived was killed');
    const command = /ip (addr del \S+ dev \S+)/.exec(left)?.[1] ?? '';
    expect(command).toBe(`addr del ${endpoint}/32 ${dev}`);
    await ip(source, command);

    const sourceMac = (await source.exec(['cat', `/sys/class/net/${endpointInterface}/address`])).trim();
    const begun = () => pivot.last()?.status.journal?.copy !== undefined;
    await oneAfterTheOther(pivot, [
      {
        what: "Ironic's API hangs behind a held address",
        reason: 'IronicApiNotAnswering',
        names: [endpoint, '6385'],
        make: async () => {
          await pivot.until(
            'the address in the target',
            (seen) => seen?.status.endpoint?.heldBy === 'target node target',
            60,
          );
          await pivot.until('it served', (seen) => /has held and served/.test(seen?.status.message ?? ''), 60);
          await signal(target, 'STOP', 'ironic_process.py');
        },
        repair: () => signal(target, 'CONT', 'ironic_process.py'),
      },
      {
        what: 'the image server hangs',
        reason: 'ImageServerNotAnswering',
        names: [endpoint, '6180'],
        make: () => signal(target, 'STOP', 'http.server'),
        repair: () => signal(target, 'CONT', 'http.server'),
      },
      {
        what: "the source's keepalived is alive, and hears nothing of the other",
        reason: 'DuplicateAddress',
        names: [endpoint, new RegExp(`source node source|${sourceMac}`), 'target node target'],
        make: async () => {
          await source.exec(['iptables', '-I', 'INPUT', '-p', '112', '-j', 'DROP']);
          await source.exec(['iptables', '-I', 'OUTPUT', '-p', '112', '-j', 'DROP']);
          const config = `vrrp_instance VI_1 {\n state MASTER\n interface ${endpointInterface}\n virtual_router_id 1\n priority 101\n virtual_ipaddress {\n ${endpoint}/32\n }\n}`;
          await source.exec(['sh', '-c', 'echo "$1" > /run/second.conf', 'sh', config]);
          await source.exec(['keepalived', '--use-file=/run/second.conf', '--pid=/run/second.pid']);
        },
        repair: async () => {
          await source.exec(['sh', '-c', 'kill "$(cat /run/second.pid)"']);
          await source.exec(['iptables', '-D', 'INPUT', '-p', '112', '-j', 'DROP']);
          await source.exec(['iptables', '-D', 'OUTPUT', '-p', '112', '-j', 'DROP']);
        },
      },
      {
        what: "the target's probe hangs",
        reason: 'ProbeReportStale',
        names: ['target node target'],
        make: () => signal(target, 'STOP', 'probe.mjs'),
        // The kubelet starts another.
        repair: () => signal(target, 'KILL', 'probe.mjs'),
      },
    ]);

    // Shorter than a report is renewed: only the probe's count of changes tells of it.
    await pivot.until('it held again', (seen) => /has held and served/.test(seen?.status.message ?? ''), 60);
    await inTarget(`address del ${endpoint}/32 ${dev}`);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await target.exec([
      'sh',
      '-c',
      `ip address show ${dev} | grep -q ' ${endpoint}/' || ip address add ${endpoint}/32 ${dev}`,
    ]);
    const backAt = Date.now();
    expect(begun()).toBe(false);
    await pivot.until('the copy', begun, 120);
    expect(Date.now() - backAt).toBeGreaterThan((holdSeconds - 1) * 1000);

    // Somebody starts the source's Ironic while clusterctl copies. Then the address is lost: the copy goes on, the commit waits.
    const itsIronic = [`deployment/${ironicDeployment}`, `--namespace=${bareMetalOperatorNamespace}`];
    await source.kubectl(['scale', ...itsIronic, '--replicas=1']);
    const scaled = await untilSaid(pivot, 'ScaledBack', 'somebody started Ironic again in the source');
    expect(scaled).toContain(`Deployment ${bareMetalOperatorNamespace}/${ironicDeployment}`);
    expect(scaled).toMatch(/^kubectl/);
    // The pivot stops it again by itself.
    await source.kubectl(['wait', ...itsIronic, '--for=jsonpath={.spec.replicas}=0', '--timeout=60s']);
    const place = `--namespace=${bareMetalOperatorNamespace}`;
    await source.kubectl(['wait', 'pods', place, '--selector=name=ironic', '--for=delete', '--timeout=90s']);
    await signal(target, 'STOP', 'keepalived');
    await target.exec(['sh', '-c', `ip address del ${endpoint}/32 ${dev} || true`]);
    const held = () => conditionsOf(pivot.last()?.status ?? {}).find(({ type }) => type === endpointHeldCondition);
    await pivot.until('the loss told', () => held()?.status === 'False', 60);
    const loss = held()?.reason;
    await pivot.until('every object copied and verified', (seen) => seen?.status.phase === 'Committing', 300);
    expect(await untilSaid(pivot, 'AddressNotHeld', 'the address was lost')).toContain(endpoint);
    expect(pivot.last()?.status.journal?.committedTime).toBeUndefined();
    await signal(target, 'CONT', 'keepalived');
    await target.exec(['ip', 'address', 'replace', `${endpoint}/32`, 'dev', endpointInterface]);

    await pivot.until('completed', (seen) => seen?.status.phase === 'Completed', 300);
    expect(pivot.phases).not.toContain('RollingBack');
    const events = await source.kubectl(['get', 'events', `--namespace=${namespace}`, '--output=json']);
    const lost = (JSON.parse(events) as { items: { type: string; reason: string; involvedObject: { name: string } }[] })
      .items;
    expect(lost.some(({ type, reason }) => type === 'Warning' && reason === loss)).toBe(true);
    await source.kubectl(['delete', pivotRef, `--namespace=${namespace}`]);
    // What this test did to the address is no finding about the pivot.
    const verdict = judge(await witness.testify(), { boundaries: true, stay: staysBehind(namespace) });
    const found = verdict.findings.filter(({ kind }) => kind !== 'endpoint disputed');
    expect(found).toEqual([]);
    expect(verdict.hardware?.powerCommands).toBe(0);
  });
});
