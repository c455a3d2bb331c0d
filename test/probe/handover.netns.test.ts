/** Probes, keepalived, dnsmasq and Ironic's ports on a real wire, judged by the real gates: a handover with all that can go wrong. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noDuplicateAddress, noForeignDhcp } from '../../src/pivot/endpoint/foreigners.ts';
import { targetInterfaceNotStatic } from '../../src/pivot/endpoint/target-interface.ts';
import type { EndpointGate } from '../../src/pivot/endpoint/view.ts';
import type { Program } from '../env/child-process.ts';
import { LiveGates } from './live-gates.ts';
import { type Host, interfaceName, startTestNetwork, type TestNetwork, whyNot } from './test-network.ts';

const address = '172.22.0.2';
const reason = whyNot();

describe.skipIf(reason !== undefined)(
  `a handover on a wire${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    let network: TestNetwork;
    let gates: LiveGates;
    const host = (name: 'old' | 'new' | 'third'): Host => network.host(name);
    const until = (gate: EndpointGate, wanted: string) => gates.until(gate, wanted);
    const released: EndpointGate = (seen) => gates.released(seen);
    const held: EndpointGate = (seen) => gates.held(seen);

    beforeAll(async () => {
      network = await startTestNetwork(['old', 'new', 'third']);
      await host('old').ip(`addr add 172.22.0.9/24 dev ${interfaceName}`);
      await host('third').ip(`addr add 172.22.0.200/24 dev ${interfaceName}`);
      gates = new LiveGates({ network, address, source: 'old', targets: ['new'] });
    }, 60_000);
    afterAll(async () => network?.[Symbol.asyncDispose](), 60_000);

    let oldKeepalived: Program | undefined;
    let oldIronic: Program | undefined;

    it('asks for a static address before the target may take over', async () => {
      oldKeepalived = await host('old').keepalived({ address, priority: 101 });
      oldIronic = await host('old').ironic();
      expect(await until(targetInterfaceNotStatic, 'NoStaticAddress')).toContain('target node new');
      await host('new').ip(`addr add 172.22.0.101/24 dev ${interfaceName} valid_lft 300 preferred_lft 300`);
      expect(await until(targetInterfaceNotStatic, 'AddressIsLeased')).toContain('172.22.0.101/24');
      await host('new').ip(`addr del 172.22.0.101/24 dev ${interfaceName}`);
      await host('new').ip(`link set ${interfaceName} down`);
      await until(targetInterfaceNotStatic, 'InterfaceDown');
      await host('new').ip(`link set ${interfaceName} up`);
      await host('new').ip(`addr add 172.22.0.101/24 dev ${interfaceName}`);
      await until(targetInterfaceNotStatic, 'holds');
    }, 180_000);

    it('finds a second keepalived, a second DHCP server and a taken port, and that they are gone', async () => {
      // With the higher priority it is not silent.
      const rival = await host('third').keepalived({ address: '172.22.0.3', priority: 200 });
      const message = await until(targetInterfaceNotStatic, 'ForeignVrrp');
      expect(message).toContain(`172.22.0.200 (${await host('third').mac()}) with priority 200`);
      await rival.stop();
      await until(targetInterfaceNotStatic, 'holds');

      const dhcp = await host('third').dhcpServer();
      expect(await until(targetInterfaceNotStatic, 'ForeignDhcpServer')).toContain(await host('third').mac());
      await dhcp.stop();
      const own = await host('new').dhcpServer();
      expect(await until(targetInterfaceNotStatic, 'PortInUse')).toContain('udp port 67');
      await own.stop();
      // What was heard is remembered until it would have been heard again.
      await until(targetInterfaceNotStatic, 'holds');
    }, 240_000);

    it('finds an address that a killed keepalived left behind, and a host that has it without a probe', async () => {
      await until(released, 'SourceIronicRunning');
      gates.sourceIronicGone = true;
      expect(await until(released, 'AddressHeldBySource')).toContain('interface ironicendpoint of source node old');
      await host('old').killKeepalived();
      await oldKeepalived?.stop();
      await delay(2_000);
      expect(released(gates.view())?.reason).toBe('AddressHeldBySource');
      await host('third').ip(`addr add ${address}/32 dev ${interfaceName}`);
      await host('old').ip(`addr del ${address}/32 dev ${interfaceName}`);
      expect(await until(released, 'AddressStillAnswers')).toContain(await host('third').mac());
      await host('third').ip(`addr del ${address}/32 dev ${interfaceName}`);
      await until(released, 'holds');
      await oldIronic?.stop();
    }, 180_000);

    it('takes it for held only with everything that answers behind it, for a while without a gap', async () => {
      await until(held, 'AddressNotHeld');
      const keepalived = await host('new').keepalived({ address, priority: 101 });
      await until(held, 'IronicApiNotAnswering');
      const ironic = await host('new').ironic();
      await until(held, 'HoldNotSteady');
      await until(held, 'holds');
      await until(noDuplicateAddress, 'holds');
      await until(noForeignDhcp('target'), 'holds');

      // Shorter than any interval: only the kernel's events tell.
      await host('new').ip(`addr del ${address}/32 dev ${interfaceName}`);
      await host('new').ip(`addr add ${address}/32 dev ${interfaceName}`);
      await until(held, 'HoldNotSteady');
      await until(held, 'holds');

      await host('third').ip(`addr add ${address}/32 dev ${interfaceName}`);
      expect(await until(noDuplicateAddress, 'DuplicateAddress')).toContain(await host('third').mac());
      await host('third').ip(`addr del ${address}/32 dev ${interfaceName}`);
      await until(held, 'holds');

      await ironic.stop();
      await until(held, 'IronicApiNotAnswering');
      const back = await host('old').keepalived({ address, priority: 150 });
      await until(held, 'AddressHeldBySource');
      await back.stop();
      await keepalived.stop();
    }, 240_000);
  },
);
