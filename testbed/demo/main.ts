/** The demo: a pivot of a real cluster from nothing, shown as it goes, and judged by a witness that only believes what it saw. */

import { exitCodes } from '../../src/plugin/exit-codes.ts';
import { processShell } from '../../src/plugin/process-shell.ts';
import { print, type Shell } from '../../src/plugin/shell.ts';
import { withElapsed } from '../progress.ts';
import { defaultPlan } from '../seed/plan.ts';
import { downTestbed, type Testbed } from '../testbed.ts';
import { keepEvidence } from '../witness/keep-evidence.ts';
import { explanationLines, findingLines, verdictLine } from '../witness/line.ts';
import { judge, type Terms, type Verdict } from '../witness/verdict.ts';
import { startWitness, type Witness } from '../witness/witness.ts';
import { freshTestbed } from './fresh-testbed.ts';
import { installOperator, staysBehind } from './operator.ts';
import { type DemoOptions, readOptions, usage } from './options.ts';
import { runByHand } from './run-by-hand.ts';
import { addressToWatch, quickEndpoint, runPivot } from './run-pivot.ts';
import { gateSeconds, timing, timingLines } from './timing.ts';

const { namespace, clusterName, unclaimed } = defaultPlan;

/** Short, so that a demo stays one; the defaults of a ClusterPivot are longer. */
const gates = { steadySeconds: 10, holdSeconds: 5, soakSeconds: 20 };

const introduction = [
  'Two clusters run here. The source is the small one that manages a Metal3 cluster and its hosts; the target is that Metal3',
  'cluster, which is to manage itself from now on. The witness knows both as they were before, follows what is written to',
  'them and done to the hosts, and judges in the end.',
  '',
];

interface Outcome {
  readonly startedAt: number;
  readonly endedAt: number;
  /** What the gates made it wait, in seconds. */
  readonly waitedSeconds: number;
  readonly terms: Terms;
  /** What went wrong on the way, for people. */
  readonly trouble: string | undefined;
}

type Say = (line: string) => void;

async function withOperator(testbed: Testbed, shell: Shell): Promise<Outcome> {
  const address = addressToWatch(testbed);
  const run = await runPivot(testbed, { name: clusterName, namespace, gates, address }, shell);
  const { phases = [], message = 'no status' } = run.pivot?.status ?? {};
  return {
    ...run,
    waitedSeconds: gateSeconds(phases, {
      ...gates,
      releaseSeconds: testbed.fixture ? 0 : quickEndpoint.releaseSeconds,
    }),
    terms: { boundaries: true, stay: staysBehind(namespace) },
    trouble: run.code === exitCodes.done ? undefined : `the watch ended with code ${run.code}: ${message}`,
  };
}

async function byHand(testbed: Testbed, shell: Shell, witness: Witness): Promise<Outcome> {
  const run = await runByHand(testbed, { namespace, watchSeconds: gates.soakSeconds, witness }, shell);
  return { ...run, waitedSeconds: 0, terms: { boundaries: false }, trouble: run.failure };
}

async function showTraces({ source }: Testbed, say: Say): Promise<void> {
  say('');
  say('$ kubectl get clusterpivot --namespace metal3');
  say((await source.kubectl(['get', 'clusterpivot', `--namespace=${namespace}`])).trimEnd());
  say('');
  say(`$ kubectl events --namespace metal3 --for clusterpivot/${clusterName}`);
  say((await source.kubectl(['events', `--namespace=${namespace}`, `--for=clusterpivot/${clusterName}`])).trimEnd());
}

function conclude(verdict: Verdict, outcome: Outcome, options: DemoOptions, say: Say): void {
  const { startedAt, endedAt, waitedSeconds } = outcome;
  const { allBackAt } = verdict;
  const times = allBackAt === undefined ? undefined : timing({ startedAt, allBackAt, endedAt }, waitedSeconds);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ ...verdict, ...times }, null, 2)}\n`);
    return;
  }
  say('');
  for (const line of findingLines(verdict)) say(line);
  for (const { object, reason } of verdict.leftOut) say(`left out of the comparison: ${object}: ${reason}`);
  say('');
  say(options.keep ? 'The testbed still runs; take it down with: npm run testbed:down' : 'The testbed is down.');
  for (const line of explanationLines(verdict)) say(line);
  for (const line of times === undefined ? ['Time: not every host came back'] : timingLines(times)) say(line);
  say(verdictLine(verdict, times?.pivotSeconds));
}

async function main(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  if (options === undefined) {
    process.stdout.write(usage);
    return 0;
  }
  const { argv: args, env, stdin, stderr } = process;
  const shell = processShell({ argv: args, env, stdin, stdout: options.json ? stderr : process.stdout, stderr });
  const say: Say = (line) => print(shell, line);
  const progress = withElapsed(say);
  const { hosts, fixture } = options;
  for (const line of introduction) say(line);
  const testbed = await freshTestbed({ hosts, unclaimedHosts: unclaimed, fixture }, namespace, progress);
  if (!options.byHand) await installOperator(testbed, namespace, progress);
  const witness = await startWitness(testbed, namespace);
  progress(
    `the witness has seen ${witness.before.source.objects.length} objects in namespace ${namespace} of the source`,
  );
  if (!options.byHand)
    progress(
      `the pivot waits at its gates: hosts steady for ${gates.steadySeconds} s, Ironic handed over for ${gates.holdSeconds} s, and ${gates.soakSeconds} s of watching in the end`,
    );
  say('');
  const outcome = await (options.byHand ? byHand : withOperator)(testbed, shell, witness);
  const evidence = await witness.testify();
  const verdict = judge(evidence, outcome.terms);
  const path = await keepEvidence(evidence);
  if (!options.byHand) await showTraces(testbed, say);
  if (outcome.trouble !== undefined) say(`\n${outcome.trouble}`);
  if (!options.keep) await downTestbed();
  say(`\nWhat the verdict is based on: ${path}`);
  conclude(verdict, outcome, options, say);
  return verdict.ok && outcome.trouble === undefined ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  for (let cause = error instanceof Error ? error.cause : undefined; cause instanceof Error; cause = cause.cause)
    process.stderr.write(`  because: ${cause.message}\n`);
  process.exitCode = 1;
}
