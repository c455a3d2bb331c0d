/** When the probe looks, what it numbers and publishes, what it tells the kubelet, and that its tools are kept running. */
import { performance } from 'node:perf_hooks';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Facts, ProbeReport } from '../../src/api/probe-report.ts';
import { KernelView } from '../../src/probe/kernel-view.ts';
import { LineTool } from '../../src/probe/line-tool.ts';
import { Probe } from '../../src/probe/probe.ts';
import { toolRunner } from '../../src/probe/run-tool.ts';
import type { ProbeState } from '../../src/probe/state-file.ts';
import { WireMemory } from '../../src/probe/wire-memory.ts';
import { FakeClock } from '../kube/fake-clock.ts';
import { settingsFor } from './settings-for.ts';

const settings = settingsFor({ address: '172.22.0.2', interface: 'ironicendpoint' });
const env = { PATH: process.env['PATH'] ?? '' };

function startProbe(facts: { held: Facts['held']; problems: Facts['problems'] }) {
  const clock = new FakeClock();
  const reports: ProbeReport[] = [];
  const states: ProbeState[] = [];
  const said: string[] = [];
  const server = { fails: false };
  const probe = new Probe({
    settings,
    node: 'new-1',
    incarnation: 'a',
    clock,
    sample: () => Promise.resolve({ ...facts }),
    onFacts: () => Promise.resolve(),
    publish: async (report) => {
      if (server.fails) throw new Error('no answer');
      reports.push(report);
    },
    note: (state) => states.push(state),
    uptime: () => clock.monotonic() / 1000,
    log: (message) => said.push(message),
  });
  const ended = probe.run();
  const stop = async () => {
    probe.stop();
    await clock.advance(1000);
    await ended;
  };
  return { probe, clock, reports, states, said, server, facts, stop };
}

it('looks each interval, and says since when everything has been the same', async () => {
  const { clock, reports, facts, stop } = startProbe({ held: [], problems: {} });
  await clock.advance(5_100);
  facts.held = [{ interface: 'ironicendpoint', address: '172.22.0.2', prefix: 32, permanent: true }];
  await clock.advance(10_000);
  expect(reports.map(({ sequence, sameSince }) => [sequence, sameSince])).toEqual([
    [1, 1],
    [2, 1],
    [3, 3],
    [4, 3],
  ]);
  await stop();
});

it('looks at once when something changes, and not much more often than twice a second', async () => {
  const { probe, clock, reports, stop } = startProbe({ held: [], problems: {} });
  await clock.advance(1_000);
  for (let change = 0; change < 100; change += 1) {
    probe.wake();
    await clock.advance(10);
  }
  expect(reports.length).toBeGreaterThanOrEqual(3);
  expect(reports.length).toBeLessThanOrEqual(6);
  await stop();
});

it('goes on when a report cannot be published, says so once, and leaves it to the kubelet', async () => {
  const { clock, reports, states, said, server, stop } = startProbe({ held: [], problems: { wire: 'tcpdump: ended' } });
  await clock.advance(100);
  server.fails = true;
  await clock.advance(10_000);
  server.fails = false;
  await clock.advance(5_000);
  expect(reports.map(({ sequence }) => sequence)).toEqual([1, 4]);
  expect(states.map(({ sampledAt, publishedAt }) => [sampledAt, publishedAt])).toEqual([
    [0, 0],
    [5, 0],
    [10, 0],
    [15, 15],
  ]);
  expect(states[0]?.complaints).toEqual(['wire is not known: tcpdump: ended']);
  const complaint = 'wire is not known: tcpdump: ended';
  expect(said).toEqual([complaint, `no answer; ${complaint}`, complaint]);
  await stop();
});

it('asks the kernel again only when something may have changed', async () => {
  let [calls, state, nowMs]: [number, string | undefined, number] = [0, 'a', 0];
  const kernel = new KernelView({
    subject: settings.subject,
    runTool: () => {
      calls += 1;
      return Promise.resolve({ code: 0, stdout: '[]', stderr: '' });
    },
    state: () => state,
    nowMs: () => nowMs,
  });
  const callsOf = async () => {
    calls = 0;
    await kernel.holders();
    return calls;
  };
  expect([await callsOf(), await callsOf()]).toEqual([1, 0]);
  state = 'b';
  expect([await callsOf(), await callsOf()]).toEqual([1, 0]);
  nowMs += 31_000;
  expect([await callsOf(), await callsOf()]).toEqual([1, 0]);
  // Nobody watches.
  state = undefined;
  expect([await callsOf(), await callsOf()]).toEqual([1, 1]);
});

it('forgets who is silent, and at once who says goodbye', () => {
  const memory = new WireMemory(10);
  const vrrp = { kind: 'vrrp', mac: 'm', source: 's', routerId: 1, priority: 101 } as const;
  memory.hear(vrrp, 0);
  memory.hear({ kind: 'dhcp', mac: 'm', source: 's' }, 0);
  expect(memory.facts(9_000)).toEqual({
    vrrp: [{ mac: 'm', source: 's', routerId: 1, priority: 101, ageSeconds: 9 }],
    dhcp: [{ mac: 'm', source: 's', ageSeconds: 9 }],
  });
  expect(memory.facts(20_000)).toEqual({ vrrp: [], dhcp: [{ mac: 'm', source: 's', ageSeconds: 20 }] });
  expect(memory.facts(26_000)).toEqual({ vrrp: [], dhcp: [] });
  memory.hear(vrrp, 30_000);
  memory.hear({ ...vrrp, priority: 0 }, 30_500);
  expect(memory.facts(30_500).vrrp).toEqual([]);
});

it('starts a tool again when it dies, and knows since when it listens', async () => {
  const lines: string[] = [];
  const tool = new LineTool({
    command: process.execPath,
    args: ['-e', "console.error('listening on x'); console.log('line'); setTimeout(() => process.exit(1), 50)"],
    env,
    listeningLine: /^listening on /,
    onLine: (line) => lines.push(line),
    nowMs: () => performance.now(),
  });
  onTestFinished(() => tool.stop());
  expect(tool.listeningSince).toBeUndefined();
  tool.start();
  await vi.waitFor(() => expect(lines).toEqual(['line', 'line']), { timeout: 10_000, interval: 20 });
}, 15_000);

it('says why a tool does not listen', async () => {
  const options = { args: [], env, onLine: () => undefined, nowMs: () => 0 };
  const missing = new LineTool({ ...options, command: 'no-such-tool' });
  onTestFinished(() => missing.stop());
  missing.start();
  await vi.waitFor(() => expect(missing.problem).toContain('ENOENT'));
  expect(missing.listeningSince).toBeUndefined();
});

it('runs tools to their end, and not for ever', async () => {
  const runTool = toolRunner(env);
  const node = (script: string, timeoutMs = 5_000) =>
    runTool({ command: process.execPath, args: ['-e', script], timeoutMs });
  expect(await node("console.log('out'); process.exit(3)")).toEqual({ code: 3, stdout: 'out\n', stderr: '' });
  await expect(node('setInterval(() => {}, 1000)', 200)).rejects.toThrow('did not end within 200 ms');
  await expect(runTool({ command: 'no-such-tool', args: [], timeoutMs: 100 })).rejects.toThrow('is not installed');
});
