/** The operator's process: reads its configuration, leads or waits to lead, works while it leads, and stops on a signal. */
import { randomUUID } from 'node:crypto';
import { type Config, leaderLease, readConfig } from './config.ts';
import { ClockJumps } from './controller/clock-jumps.ts';
import { Controller } from './controller/controller.ts';
import { EndpointWatches } from './controller/endpoint-watches.ts';
import { Reporter } from './controller/report.ts';
import { Surveys } from './controller/surveys.ts';
import { TargetConnections } from './controller/target.ts';
import type { World } from './controller/world.ts';
import { startHttpServer } from './http-server.ts';
import { systemClock } from './kube/clock.ts';
import type { ClusterClient } from './kube/cluster-client.ts';
import { connect } from './kube/connect.ts';
import { EventRecorder } from './kube/events.ts';
import { LeaderElector } from './kube/leader.ts';
import { createLogger } from './log.ts';
import { AccessReviews } from './metrics/access-reviews.ts';
import { Metrics } from './metrics/metrics.ts';
import { type Guard, startMetricsServer } from './metrics/metrics-server.ts';
import { certificateFiles, selfSignedCertificates } from './metrics/serving-certificate.ts';
import { ownImage } from './own-image.ts';
import type { Tracing } from './tracing/otlp.ts';

async function main(): Promise<number> {
  const config = readConfig(process.env);
  const log = createLogger(config.logLevel);
  const tracing = await startTracing(config, (problem) => log.warn({ error: problem }, 'traces are lost'));
  const metrics = new Metrics({ clock: systemClock, leads: () => elector.isLeader(), lease: leaderLease });
  const source = connect(config.kubeconfig === undefined ? 'in-cluster' : { kubeconfigFile: config.kubeconfig }, {
    observer: metrics.requests.to('source'),
  });
  const onProblem = (error: unknown) => log.warn({ error: String(error) }, 'trying again');
  const events = new EventRecorder({
    client: source,
    reporter: { controller: 'pivot.metal3.io/operator', instance: config.identity },
    onProblem,
  });
  const targets = new TargetConnections(metrics.requests.to('target'));
  const ended = Promise.withResolvers<number>();
  let ending = false;
  let controller: Controller | undefined;

  const elector = new LeaderElector({
    client: source,
    lease: { namespace: config.namespace, name: leaderLease },
    identity: `${config.identity}_${randomUUID()}`,
    // A container that was killed held the Lease: its next one goes on at once.
    ...(config.isPod ? { predecessors: `${config.identity}_` } : {}),
    onProblem,
    timing: config.leaderTiming,
    onStartedLeading: ({ transitions }) => {
      lead(transitions).catch((error: unknown) => ended.reject(error));
    },
    onStoppedLeading: () => {
      // We have given it up ourselves.
      if (ending) return;
      log.error('leadership is lost: ending, so that nothing is done twice');
      // Or it would lead again while we still end, with a second controller that nobody stops.
      void elector.stop();
      ended.resolve(1);
    },
  });
  const lead = async (transitions: number) => {
    // Asked for no earlier: a process that ends for want of an API server is started again later and later.
    const image = config.image ?? (await ownImage(source, { namespace: config.namespace, name: config.identity }));
    // Nobody would stop a controller that comes after the end began.
    if (ending || !elector.isLeader()) return;
    log.info({ image, transitions }, 'leading');
    const world: World = {
      clock: systemClock,
      source,
      namespace: config.namespace,
      image,
      probeImage: config.probeImage,
      endpoints: new EndpointWatches(),
      clockJumps: new ClockJumps(systemClock),
      surveys: new Surveys(systemClock),
      soak: config.soak,
      log,
      leads: () => elector.isLeader(),
    };
    const reporter = new Reporter({ source, events, metrics, log });
    controller = new Controller({ world, targets, reporter, metrics });
    await controller.start();
  };
  const server = await startHttpServer({
    port: config.healthPort,
    notReady: () =>
      elector.isLeader() && controller?.hasSynced !== true ? 'the ClusterPivots have not been listed yet' : undefined,
  });
  const metricsServer = await startMetricsServer({
    ...config.metrics,
    metrics,
    guard: guardOf(config, source),
    onProblem: (problem) => log.warn(problem),
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ended.resolve(0));
  log.info(
    { server: source.server, healthPort: server.port, metricsPort: metricsServer.port, traces: config.traces },
    'started',
  );
  elector.start();

  const code = await ended.promise;
  ending = true;
  await controller?.stop();
  await events.flush();
  await elector.stop();
  await Promise.all([server.close(), metricsServer.close(), targets.close(), source.close(), tracing?.stop()]);
  log.info('ended');
  return code;
}

/** The SDK costs memory: only who wants traces has it. */
async function startTracing(config: Config, onProblem: (problem: string) => void): Promise<Tracing | undefined> {
  return config.traces ? (await import('./tracing/otlp.ts')).startTracing(onProblem) : undefined;
}

function guardOf({ metrics: { secure, certDir }, identity }: Config, source: ClusterClient): Guard | undefined {
  if (!secure) return undefined;
  const certificates =
    certDir === undefined ? selfSignedCertificates([identity, 'localhost'], systemClock) : certificateFiles(certDir);
  return { reviews: new AccessReviews(source, systemClock), certificates, clock: systemClock };
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  // At once, whatever is still open: a server that went on answering would look like an operator that works.
  process.exit(1);
}
