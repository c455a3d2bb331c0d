/** The probe's process: works until it is told to stop, answers the kubelet, or looks once for a person. */
import { randomUUID } from 'node:crypto';
import { uptime } from 'node:os';
import { systemClock } from '../kube/clock.ts';
import { ApiServer } from './api-server.ts';
import { type Command, readArguments, usage } from './args.ts';
import { readConfig, readStateFile, toolEnvironment } from './config.ts';
import { podsPath } from './ironic-pods.ts';
import { KernelView } from './kernel-view.ts';
import { buildLease, leasePath } from './lease.ts';
import { lookOnce } from './once.ts';
import { Probe } from './probe.ts';
import { toolRunner } from './run-tool.ts';
import { sample } from './sampler.ts';
import { checkState, writeState } from './state-file.ts';
import { Watchers } from './watchers.ts';

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function log(level: 'info' | 'warn', message: string): void {
  print(JSON.stringify({ level, time: new Date().toISOString(), msg: message }));
}

async function work(): Promise<number> {
  const { settings, namespace, node, podName, ironicNamespace, server } = readConfig();
  const env = toolEnvironment();
  const nowMs = () => systemClock.monotonic();
  const apiServer = new ApiServer({ server, nowMs });
  const runTool = toolRunner(env);
  const watchers = new Watchers({
    settings,
    env,
    nowMs,
    onChange: () => probe.wake(),
  });
  const kernel = new KernelView({ subject: settings.subject, runTool, state: () => watchers.kernelState(), nowMs });
  const listPods =
    ironicNamespace === undefined
      ? undefined
      : async () => apiServer.get(podsPath(ironicNamespace, node), `list pods ${ironicNamespace}`);
  const probe = new Probe({
    settings,
    node,
    incarnation: randomUUID(),
    clock: systemClock,
    sample: () => sample({ settings, runTool, kernel, watchers, listPods }),
    onFacts: (facts) => watchers.askWhenDue(facts),
    publish: (report) => {
      const lease = buildLease(report, { namespace, holder: podName, nowMs: systemClock.now() });
      return apiServer.apply(leasePath(namespace, node), lease, `apply leases ${namespace}/${lease.metadata.name}`);
    },
    note: (state) => writeState(readStateFile(), state),
    uptime,
    log: (message) => log('warn', message),
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => probe.stop());
  log('info', `looking at ${settings.subject.address} on ${settings.subject.interface}, as node ${node}`);
  watchers.start();
  await probe.run();
  watchers.stop();
  apiServer.close();
  return 0;
}

function check(): number {
  const problem = checkState(readStateFile(), uptime());
  print(problem ?? 'ready');
  return problem === undefined ? 0 : 1;
}

async function run(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      print(usage);
      return 0;
    case 'check':
      return check();
    case 'once': {
      const env = toolEnvironment();
      return lookOnce({ command, env, runTool: toolRunner(env), print });
    }
    case 'run':
      return work();
  }
}

try {
  process.exitCode = await run(readArguments(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  // To judge wrong arguments as "not ready" would be a verdict.
  process.exitCode = 2;
}
