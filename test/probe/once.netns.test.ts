/** `clusterpivot-probe --once` on real hosts: facts, judgement and exit code, for both address families. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Facts } from '../../src/api/probe-report.ts';
import type { Judgement } from '../../src/probe/judge.ts';
import { type Host, interfaceName, startTestNetwork, type TestNetwork, whyNot } from './test-network.ts';

const reason = whyNot();

interface Seen {
  readonly facts: Facts;
  readonly judgement: Judgement;
}

describe.skipIf(reason !== undefined)(`a look at a wire${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  let network: TestNetwork;
  const host = (name: 'holder' | 'other'): Host => network.host(name);

  beforeAll(async () => {
    network = await startTestNetwork(['holder', 'other']);
    for (const [name, last] of [['holder', 101] as const, ['other', 102] as const]) {
      await host(name).ip(`addr add 172.22.0.${last}/24 dev ${interfaceName}`);
      await host(name).ip(`addr add fd00:22::${last}/64 dev ${interfaceName} nodad`);
    }
    await host('holder').ip(`addr add 172.22.0.2/32 dev ${interfaceName}`);
    await host('holder').ip(`addr add fd00:22::2/128 dev ${interfaceName} nodad`);
    await host('holder').ironic();
  }, 60_000);
  afterAll(async () => network?.[Symbol.asyncDispose](), 60_000);

  const look = async (from: Host, address: string, ...more: readonly string[]) => {
    const found = await from.once(['--address', address, '--interface', interfaceName, '--output', 'json', ...more]);
    return { code: found.code, ...(JSON.parse(found.stdout) as Seen) };
  };

  it.each(['172.22.0.2', 'fd00:22::2'])(
    'sees %s held here, and who answers from elsewhere',
    async (address) => {
      const [here, there] = await Promise.all([look(host('holder'), address), look(host('other'), address)]);
      expect(here.facts.problems).toEqual({});
      expect(here.facts.held).toMatchObject([{ address, interface: interfaceName, permanent: true }]);
      expect(here.facts.answers).toEqual([]);
      expect(here.facts.api).toEqual({ connection: 'open', status: 200, version: '1.96', drivers: 1, nodes: 0 });
      expect(here.judgement).toEqual({ verdict: 'ready', expected: 'held', reasons: [] });
      expect(here.code).toBe(0);

      const mac = await host('holder').mac();
      const reasons = [`${mac} answers for ${address}`];
      expect(there.facts.problems).toEqual({});
      expect(there.facts.answers).toEqual([mac]);
      expect(there.facts.image).toEqual({ connection: 'open', status: 200 });
      expect(there.judgement).toEqual({ verdict: 'notReady', expected: 'able', reasons });
      expect(there.code).toBe(1);
    },
    60_000,
  );

  it('finds what nobody holds released, and knows nothing of an interface that it cannot ask on', async () => {
    const free = ['--address', '172.22.0.77', '--expect', 'released'];
    const released = await look(host('other'), '172.22.0.77', '--expect', 'released');
    expect(released.judgement).toEqual({ verdict: 'ready', expected: 'released', reasons: [] });
    const missing = await host('other').once([...free, '--interface', 'none0']);
    expect(missing.stdout).toContain('interface       does not exist');
    expect(missing.stdout).toMatch(/answered by +unknown: arping: /);
    expect(missing.code).toBe(2);
  }, 60_000);
});
