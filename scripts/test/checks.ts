/** Everything that a test run checks, cheap first, and how each check is carried out. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBinaries } from '../../testbed/binaries.ts';
import { isInstalled } from '../../testbed/command.ts';
import { type GoBinaryName, goBinaries } from '../../testbed/go-binaries.ts';
import { monitoringCrds } from '../../testbed/monitoring-crds.ts';
import { type Progress, withElapsed } from '../../testbed/progress.ts';
import { outsideErrors } from './outside-errors.ts';
import { runCommand } from './run-command.ts';
import { type Finding, failedOnce, passedOnce, skippedOnce } from './summary.ts';
import { countTests } from './vitest-report.ts';

export interface Check {
  readonly name: string;
  /** Completes a heading. */
  readonly what: string;
  readonly run: () => Promise<Finding>;
}

const root = join(import.meta.dirname, '../..');

/** Through npm, so that a check by hand and one in here are the same. */
async function npmRun(args: readonly string[], limitMinutes: number): Promise<string | undefined> {
  const npmCli = process.env['npm_execpath'];
  const npm: [string, ...string[]] = npmCli === undefined ? ['npm'] : [process.execPath, npmCli];
  return runCommand([...npm, 'run', '--silent', ...args], { cwd: root, limitMinutes });
}

function staticCheck(name: string, what: string, args: readonly string[] = [name]): Check {
  const run = async () => {
    const problem = await npmRun(args, 10);
    return problem === undefined ? passedOnce : failedOnce(problem);
  };
  return { name, what, run };
}

/** Makes what a project's tests need. An answer is the project's finding: its tests cannot be run. */
type Prepare = (progress: Progress) => Promise<Finding | undefined>;

function project(name: string, what: string, limitMinutes: number, prepare?: Prepare): Check {
  const run = async () => {
    const obstacle = await prepare?.(withElapsed((line) => console.log(line)));
    if (obstacle !== undefined) return obstacle;
    const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-test-'));
    try {
      const report = join(folder, 'report.json');
      const outside = join(folder, 'outside.json');
      const reporters = ['default', 'json', './scripts/test/outside-errors.ts'].map((one) => `--reporter=${one}`);
      const files = [`--outputFile.json=${report}`, `--outputFile.${outsideErrors}=${outside}`];
      const problem = await npmRun([`test:${name}`, '--', ...reporters, ...files], limitMinutes);
      const [tests, errors] = await Promise.all([report, outside].map(textOf));
      return countTests({ tests, errors, problem }, root);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  return { name, what, run };
}

function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

const noGo = 'no Go toolchain: `go` is not in the PATH';

async function programs(names: readonly GoBinaryName[], progress: Progress): Promise<Finding | undefined> {
  try {
    await ensureBinaries(names, progress);
    return undefined;
  } catch (error) {
    const reason = explain(error);
    console.log(reason);
    return (await isInstalled('go', 'version')) ? failedOnce(reason) : skippedOnce(reason);
  }
}

/** What tests of the probe and of alerts want to find on the machine; where they don't, they are skipped with the reason. */
const machineTools = {
  arping: 'arping',
  'dnsmasq-base': 'dnsmasq',
  iproute2: 'ip',
  keepalived: 'keepalived',
  ndisc6: 'ndisc6',
  prometheus: 'promtool',
  tcpdump: 'tcpdump',
} as const;

/** Only where nobody works: the packages of keepalived and prometheus start one on a machine that has systemd. */
async function installMachineTools(progress: Progress): Promise<void> {
  if (process.env['CI'] === undefined) return;
  const found = await Promise.all(
    Object.entries(machineTools).map(async ([name, tool]) => ((await isInstalled('which', tool)) ? [] : [name])),
  );
  const missing = found.flat();
  if (missing.length === 0) return;
  progress(`installing ${missing.join(', ')} for the tests that need them`);
  const { installPackages } = await import('../../testbed/engine.ts');
  await installPackages(missing).catch((error: unknown) => progress(explain(error)));
}

async function kube(progress: Progress): Promise<Finding | undefined> {
  await installMachineTools(progress);
  // What is built or downloaded in a test takes longer than a test may.
  const obstacle = await programs(['etcd', 'kube-apiserver', 'controller-gen', 'gitops'], progress);
  if (obstacle === undefined) await monitoringCrds(progress).catch((error: unknown) => progress(explain(error)));
  return obstacle;
}

function differential(progress: Progress): Promise<Finding | undefined> {
  return programs(['etcd', 'kube-apiserver', 'clusterctl'], progress);
}

/** It reads manifests out of Go modules even when all programs are built. */
async function faults(progress: Progress): Promise<Finding | undefined> {
  if (!(await isInstalled('go', 'version'))) return skippedOnce(noGo);
  const built = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'clusterctl', 'baremetal-operator'] as const;
  return programs(built, progress);
}

async function testbed(progress: Progress): Promise<Finding | undefined> {
  // It reads manifests out of Go modules even when all programs are built.
  if (!(await isInstalled('go', 'version'))) return skippedOnce(noGo);
  try {
    // Slow to load, and only needed here.
    const { ensureEngine } = await import('../../testbed/engine.ts');
    await ensureEngine(progress);
  } catch (error) {
    console.log(explain(error));
    return skippedOnce(`no Docker engine: ${explain(error)}`);
  }
  return programs(Object.keys(goBinaries) as GoBinaryName[], progress);
}

/** The message of an error and of what caused it. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}\n  because: ${explain(error.cause)}` : error.message;
}

export const checks: readonly Check[] = [
  staticCheck('generate', 'generated files are as src/api says', ['generate', '--', '--check']),
  staticCheck('typecheck', 'types'),
  staticCheck('lint', 'lint, layer rule, format, dead code'),
  project('unit', 'pure logic and everything that runs in one process', 10),
  project('kube', 'against real API servers', 20, kube),
  project('differential', 'our model of what clusterctl moves, against clusterctl', 25, differential),
  project('faults', 'whole pivots on two API servers, killed and cut off on the way', 25, faults),
  project('testbed', 'whole pivots on two real clusters', 65, testbed),
];
