/** capm3-stand-in: does in a testbed what CAPM3 1.14 and Metal3 IPAM do, as far as a pivot sees it. */
import { parseArgs } from 'node:util';
import { systemClock } from '../../src/kube/clock.ts';
import { connect } from '../../src/kube/connect.ts';
import { oneAtATime, runManager } from './manager.ts';
import { workloadClusters } from './workload-clusters.ts';
import type { LogFields } from './world.ts';

function log(message: string, fields: LogFields = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), message, ...fields })}\n`);
}

const { values } = parseArgs({ options: { kubeconfig: { type: 'string' } } });
const client = connect(values.kubeconfig === undefined ? 'in-cluster' : { kubeconfigFile: values.kubeconfig });
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    log('stopping', { signal });
    stop.abort();
    // Nothing is lost: every reconcile can be cut short anywhere.
    setTimeout(() => process.exit(0), 1000).unref();
  });
}
log('capm3-stand-in starts', { server: client.server });
await runManager(
  {
    client,
    workload: workloadClusters(client),
    oneClaim: oneAtATime(),
    now: () => new Date(systemClock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    log,
  },
  systemClock,
  stop.signal,
);
process.exit(0);
