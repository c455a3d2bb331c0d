/** What whole-pivot tests share: a testbed that nobody has pivoted yet, the operator in it, and a ClusterPivot. */
import { parse } from 'yaml';
import { freshTestbed } from '../../testbed/demo/fresh-testbed.ts';
import { installOperator } from '../../testbed/demo/operator.ts';
import { addressToWatch, pivotManifest } from '../../testbed/demo/run-pivot.ts';
import { type Progress, withElapsed } from '../../testbed/progress.ts';
import { defaultPlan } from '../../testbed/seed/plan.ts';
import type { Testbed } from '../../testbed/testbed.ts';

export const { namespace, clusterName } = defaultPlan;
export const pivotRef = `clusterpivot/${clusterName}`;

/** Long enough to be seen at work, short enough for tests. */
export const gates = { steadySeconds: 5, holdSeconds: 3, soakSeconds: 10 };

const progress = withElapsed((line) => void process.stdout.write(`${line}\n`));

type Install = (testbed: Testbed, namespace: string, progress: Progress) => Promise<void>;

/** With the operator in it, installed from config/default unless told how. */
export async function testbedForPivot(install: Install = installOperator): Promise<Testbed> {
  const testbed = await freshTestbed(
    { hosts: defaultPlan.hosts, unclaimedHosts: defaultPlan.unclaimed },
    namespace,
    progress,
  );
  await install(testbed, namespace, progress);
  return testbed;
}

type Spec = Readonly<Record<string, unknown>> & { readonly ironic?: object };

/** With `spec` over the demo's. */
export async function applyPivot(testbed: Testbed, spec: Spec = {}): Promise<void> {
  const address = addressToWatch(testbed);
  const manifest = parse(pivotManifest({ name: clusterName, namespace, gates, address })) as { spec: Spec };
  const ironic = { ...manifest.spec.ironic, ...spec.ironic };
  const whole = { ...manifest, spec: { ...manifest.spec, ...spec, ironic } };
  await testbed.source.kubectl(['apply', '--filename=-'], JSON.stringify(whole));
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
