/** What whole-pivot tests share: a testbed that nobody has pivoted yet, the operator in it, and the witness. */
import { expect } from 'vitest';
import { freshTestbed } from '../../testbed/demo/fresh-testbed.ts';
import { installOperator, staysBehind } from '../../testbed/demo/operator.ts';
import { pivotManifest } from '../../testbed/demo/run-pivot.ts';
import { withElapsed } from '../../testbed/progress.ts';
import { defaultPlan } from '../../testbed/seed/plan.ts';
import type { Testbed } from '../../testbed/testbed.ts';
import { findingLines, verdictLine } from '../../testbed/witness/line.ts';
import { type Evidence, judge, type Verdict } from '../../testbed/witness/verdict.ts';

export const { namespace, clusterName } = defaultPlan;
export const pivotRef = `clusterpivot/${clusterName}`;

/** Long enough to be seen at work, short enough for tests. */
export const gates = { steadySeconds: 5, holdSeconds: 3, soakSeconds: 10 };

const progress = withElapsed((line) => void process.stdout.write(`${line}\n`));

export async function testbedForPivot(): Promise<Testbed> {
  const testbed = await freshTestbed(
    { hosts: defaultPlan.hosts, unclaimedHosts: defaultPlan.unclaimed },
    namespace,
    progress,
  );
  await installOperator(testbed, namespace, progress);
  return testbed;
}

export async function applyPivot({ source }: Testbed, spec: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const manifest = pivotManifest({ name: clusterName, namespace, gates });
  await source.kubectl(['apply', '--filename=-'], manifest);
  if (Object.keys(spec).length > 0) await patchPivot(source, { spec });
}

export async function patchPivot(source: Testbed['source'], body: object): Promise<void> {
  await source.kubectl([
    'patch',
    pivotRef,
    `--namespace=${namespace}`,
    '--type=merge',
    `--patch=${JSON.stringify(body)}`,
  ]);
}

/** The independent verdict on a pivot that must have gone well; what it found is in the failure's text. */
export function expectOk(evidence: Evidence): Verdict {
  const verdict = judge(evidence, { boundaries: true, stay: staysBehind(namespace) });
  expect([verdictLine(verdict, undefined), ...findingLines(verdict)].join('\n')).toMatch(
    /^PIVOT OK: 14 hosts, \d+ objects, 0 lost, 0 deprovisioned, 0 re-inspected, 0 rebooted, 0 power commands, VIP unheld for \d+\.\d s$/,
  );
  return verdict;
}
