/** Both families, as the address of a host and with the prefix of the network; and a target with two nodes that may hold it. */
import { describe, expect, it } from 'vitest';
import { targetInterfaceNotStatic } from '../../src/pivot/endpoint/target-interface.ts';
import { LiveGates } from './live-gates.ts';
import { interfaceName, startTestNetwork, whyNot } from './test-network.ts';

interface Addresses {
  readonly endpoint: string;
  readonly prefix: number;
  /** Of the source's host and the target's two, with their prefix. */
  readonly own: readonly [string, string, string];
}

const four = { endpoint: '172.22.0.2', own: ['172.22.0.9/24', '172.22.0.101/24', '172.22.0.102/24'] } as const;
const six = { endpoint: 'fd00:1101::2', own: ['fd00:1101::9/64', 'fd00:1101::101/64', 'fd00:1101::102/64'] } as const;
const cases: readonly (readonly [string, Addresses])[] = [
  ['IPv4, /32', { ...four, prefix: 32 }],
  ['IPv4, the prefix of the network', { ...four, prefix: 24 }],
  ['IPv6, /128', { ...six, prefix: 128 }],
  ['IPv6, the prefix of the network', { ...six, prefix: 64 }],
];
const reason = whyNot();

describe.skipIf(reason !== undefined)(
  `a handover on a wire to one of two nodes${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    it.each(cases)('of %s', { timeout: 180_000 }, async (_, { endpoint, prefix, own }) => {
      await using network = await startTestNetwork(['old', 'new-1', 'new-2']);
      const hosts = ['old', 'new-1', 'new-2'].map((name) => network.host(name));
      for (const [index, host] of hosts.entries()) await host.ip(`addr add ${own[index]} dev ${interfaceName} nodad`);
      const [old, first, second] = hosts;
      const gates = new LiveGates({ network, address: endpoint, source: 'old', targets: ['new-1', 'new-2'] });
      const before = await old?.keepalived({ address: endpoint, prefix, priority: 101 });
      const ironic = await old?.ironic();
      await gates.until(targetInterfaceNotStatic, 'holds');
      await second?.ip(`addr del ${own[2]} dev ${interfaceName}`);
      expect(await gates.until(targetInterfaceNotStatic, 'NoStaticAddress')).toContain('target node new-2');
      await second?.ip(`addr add ${own[2]} dev ${interfaceName} nodad`);
      await gates.until(targetInterfaceNotStatic, 'holds');

      gates.sourceIronicGone = true;
      expect(await gates.until(gates.released, 'AddressHeldBySource')).toContain(`${endpoint}/${prefix}`);
      await before?.stop();
      await ironic?.stop();
      await gates.until(gates.released, 'holds');

      // Ironic's Pod is on the first node, its keepalived (by mistake) on the second.
      const wrong = await second?.keepalived({ address: endpoint, prefix, priority: 101 });
      const there = await second?.ironic();
      expect(await gates.until(gates.held, 'AddressHeldElsewhere')).toContain('target node new-2');
      await wrong?.stop();
      await there?.stop();
      await first?.keepalived({ address: endpoint, prefix, priority: 101 });
      await first?.ironic();
      await gates.until(gates.held, 'HoldNotSteady');
      await gates.until(gates.held, 'holds');
    });
  },
);
