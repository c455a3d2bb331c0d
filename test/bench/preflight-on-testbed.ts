/**
 * How long does Preflight take for a cluster of many hosts on the testbed, where webhooks answer and CRDs have schemas, and how
 * much memory does the operator's Pod need? `npm run bench:preflight-on-testbed -- 1000`; seeding takes minutes.
 */
import { freshTestbed } from '../../testbed/demo/fresh-testbed.ts';
import { installOperator } from '../../testbed/demo/operator.ts';
import { withElapsed } from '../../testbed/progress.ts';
import { followPivot } from '../e2e/pivot-follower.ts';
import { applyPivot, clusterName, namespace } from '../e2e/testbed-pivot.ts';

const hosts = Number(process.argv[2] ?? 1000);
/** A host with its Machine is 15 objects on the testbed, one that waits for its Machine five: together eight a host. */
const claimed = Math.round(0.32 * hosts);
const say = (text: string) => process.stdout.write(`${text}\n`);
const progress = withElapsed(say);

const testbed = await freshTestbed(
  { hosts: claimed, unclaimedHosts: hosts - claimed, fixture: true },
  namespace,
  progress,
);
await installOperator(testbed, namespace, progress);
const { source } = testbed;
await using pivot = followPivot(source, namespace, clusterName);
const began = performance.now();
await applyPivot(testbed, { mode: 'Plan' });
await pivot.until(
  'the plan',
  (seen) => seen?.status.phase === 'AwaitingApproval' && seen.status.plan !== undefined,
  900,
);
const seconds = (performance.now() - began) / 1000;
const memory = await source.exec([
  'sh',
  '-c',
  `grep -E '^(VmHWM|RssFile)' "/proc/$(pgrep -f '^node /app/operator.mjs')/status"`,
]);
const { plan, checks } = pivot.last()?.status ?? {};
say(
  `hosts ${hosts}, objects ${plan?.objects}, checks ${JSON.stringify({ ...checks, results: checks?.results.length })}`,
);
say(`from the creation of the ClusterPivot to its plan: ${seconds.toFixed(1)} s`);
say(memory.trim());
