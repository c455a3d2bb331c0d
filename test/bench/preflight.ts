/**
 * How long does Preflight take for a cluster of many hosts, and how much memory? The operator's own process against two real
 * API servers on this machine: `npm run bench:preflight -- 1000`.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { bundlePrograms } from '../../scripts/build.ts';
import type { ClusterPivot } from '../../src/api/clusterpivot.ts';
import { clusterPivots, namespaces } from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { connect } from '../../src/kube/connect.ts';
import { buildKubeconfig } from '../../src/kube/kubeconfig.ts';
import { installOperator, installProviders } from '../controller/install.ts';
import { objectOf } from '../controller/minimal-crds.ts';
import { createObjects, pivotableWorld, plant } from '../controller/world.ts';
import { type Program, start } from '../env/child-process.ts';
import { type ControlPlane, startControlPlane } from '../env/control-plane.ts';
import { createManyHosts } from './many-hosts.ts';

const namespace = 'metal3';
const ownNamespace = 'clusterpivot-system';
const count = Number(process.argv[2] ?? 1000);

const say = (text: string) => process.stdout.write(`${text}\n`);

interface Usage {
  /** Of the resident set. */
  readonly peakMiB: number;
  /** Of it now, what is mapped from files, such as the node program itself. */
  readonly fileMiB: number;
  readonly cpuSeconds: number;
}

async function usageOf(pid: number): Promise<Usage> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  const stat = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  const ticks = Number(stat[11]) + Number(stat[12]);
  return { peakMiB: mebibytes('VmHWM'), fileMiB: mebibytes('RssFile'), cpuSeconds: ticks / 100 };
}

/** What decides about memory, as the operator is deployed, unless the environment of the benchmark has others. */
async function memorySettings(): Promise<Readonly<Record<string, string>>> {
  const manifest = await readFile(join(import.meta.dirname, '../../config/manager/deployment.yaml'), 'utf8');
  const { spec } = parse(manifest) as { readonly spec: { readonly template: { readonly spec: PodSpec } } };
  const variables = spec.template.spec.containers.flatMap(({ env }) => env);
  return Object.fromEntries(
    ['NODE_OPTIONS', 'MALLOC_MMAP_THRESHOLD_'].map((wanted) => [
      wanted,
      process.env[wanted] ?? variables.find(({ name }) => name === wanted)?.value ?? '',
    ]),
  );
}

interface PodSpec {
  readonly containers: readonly { readonly env: readonly { readonly name: string; readonly value?: string }[] }[];
}

interface Clusters {
  readonly source: ControlPlane;
  readonly target: ControlPlane;
  readonly folder: string;
}

async function measure({ source, target, folder }: Clusters): Promise<void> {
  const [admin, there] = [source, target].map(({ access }) => connect(access)) as [ClusterClient, ClusterClient];
  await Promise.all([installProviders(admin), installProviders(there)]);
  await installOperator(admin, ownNamespace);
  const { certificate, key } = await target.authority.client('admin', ['system:masters']);
  const { server, caData } = target.access;
  const world = pivotableWorld(
    namespace,
    buildKubeconfig({ server, caData, clientCertificateData: certificate, clientKeyData: key }),
  );
  plant(world.target, namespaces, { name: namespace });
  const objects = await createManyHosts(admin, world, count);
  await createObjects(there, world.target.values());
  const kubeconfig = join(folder, 'kubeconfig');
  const account = { namespace: ownNamespace, name: 'clusterpivot-operator' };
  const { token } = await admin.requestToken(account, 30 * 24 * 3600);
  await writeFile(kubeconfig, buildKubeconfig({ server: source.access.server, caData: source.access.caData, token }));
  const ports = { HEALTH_PORT: '0', METRICS_PORT: '0' };
  const settings = { KUBECONFIG: kubeconfig, ...ports, OPERATOR_IMAGE: 'none', LOG_LEVEL: 'warn' };
  const memory = await memorySettings();
  await bundlePrograms(folder);
  const operator = await start([process.execPath, join(folder, 'operator.mjs')], join(folder, 'operator.log'), {
    env: { ...process.env, ...settings, ...memory },
  });
  // Only what a pivot costs counts, not the start of the process.
  await sleep(5000);
  const spec = { ...world.spec, mode: 'Plan' };
  await admin.create(clusterPivots, objectOf(clusterPivots, { name: 'bench', namespace }, { spec }));
  const began = performance.now();
  const asked = await untilPlanned(admin, operator);
  const seconds = (performance.now() - began) / 1000;
  const { peakMiB, fileMiB, cpuSeconds } = await usageOf(operator.pid);
  say(`hosts ${count}, objects ${objects}; ${JSON.stringify(memory)}`);
  say(`from the creation of the ClusterPivot to its plan: ${seconds.toFixed(1)} s`);
  say(
    `asking both clusters: ${asked.seconds.toFixed(1)} s, ${asked.requests} requests, ${Math.round(asked.requests / asked.seconds)} a second`,
  );
  const [peak, shared] = [peakMiB, fileMiB].map((size) => size.toFixed(0));
  say(
    `the operator: ${peak} MiB at most, of which ${shared} MiB are pages of files; ${cpuSeconds.toFixed(1)} s of the processor`,
  );
  await operator.stop();
  await Promise.all([admin.close(), there.close()]);
}

interface Asked {
  readonly requests: number;
  readonly seconds: number;
}

/** By what the status tells meanwhile. Rejects when the operator ends, as it does on a machine that is too busy for its Lease. */
async function untilPlanned(admin: ClusterClient, operator: Program): Promise<Asked> {
  let requests = 0;
  let first: number | undefined;
  for (;;) {
    const ended = await operator.ended();
    if (ended !== undefined) throw new Error(ended);
    const found = await admin.get(clusterPivots, { namespace, name: 'bench' });
    const { message = '', phase, plan } = (found as ClusterPivot | undefined)?.status ?? {};
    const [, total] = /(\d+) requests answered/.exec(message) ?? [];
    if (total !== undefined) {
      first ??= performance.now();
      requests = Math.max(requests, Number(total));
    }
    if (phase === 'AwaitingApproval' && plan !== undefined) {
      return { requests, seconds: (performance.now() - (first ?? performance.now())) / 1000 };
    }
    if (message !== '' && total === undefined) say(message.slice(0, 300));
    await sleep(200);
  }
}

const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-bench-'));
const [source, target] = await Promise.all([startControlPlane(), startControlPlane()]);
try {
  await measure({ source, target, folder });
} finally {
  await Promise.all([source.stop(), target.stop()]);
  await rm(folder, { recursive: true, force: true });
}
