/** The probe's process: works until it is told to stop, answers the kubelet, or looks once for a person. */
import { uptime } from 'node:os';
import { systemClock } from '../kube/clock.ts';
import { ApiServer } from './api-server.ts';
import { type Command, readArguments, usage } from './args.ts';
import { readConfig, readStateFile, toolEnvironment } from './config.ts';
import { podsPath } from './ironic-pods.ts';
import { buildLease, leasePath } from './lease.ts';
import { lookOnce } from './once.ts';
import { toolRunner } from './run-tool.ts';
import { checkState, writeState } from './state-file.ts';
import { workAsProbe } from './work.ts';

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function log(level: 'info' | 'warn', message: string): void {
  print(JSON.stringify({ level, time: new Date().toISOString(), msg: message }));
}

async function work(): Promise<number> {
  const { settings, namespace, probe, node, podName, podUid, ironicNamespace, server } = readConfig();
  const apiServer = new ApiServer({ server, nowMs: () => systemClock.monotonic() });
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());
  log('info', `looking at ${settings.subject.address} on ${settings.subject.interface}, as node ${node}`);
  await workAsProbe({
    settings,
    node,
    env: toolEnvironment(),
    listPods:
      ironicNamespace === undefined
        ? undefined
        : () => apiServer.get(podsPath(ironicNamespace, node), `list pods ${ironicNamespace}`),
    publish: (report) => {
      const lease = buildLease(report, { namespace, probe, podName, podUid, nowMs: systemClock.now() });
      return apiServer.apply(leasePath(lease), lease, `apply leases ${namespace}/${lease.metadata.name}`);
    },
    note: (state) => writeState(readStateFile(), state),
    log: (message) => log('warn', message),
    stop: stop.signal,
  });
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
