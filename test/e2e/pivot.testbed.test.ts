import { beforeAll, describe, expect, it } from 'vitest';
import { phaseConditions } from '../../src/api/conditions.ts';
import { phases } from '../../src/api/phases.ts';
import type { TestbedCluster } from '../../testbed/cluster.ts';
import { findTestbed, type Testbed } from '../../testbed/testbed.ts';
import { type DemoRun, runDemo } from './demo.ts';
import { clusterName, namespace, pivotRef } from './testbed-pivot.ts';

describe('the demo', () => {
  let run: DemoRun;
  let testbed: Testbed;
  beforeAll(async () => {
    run = await runDemo();
    const found = await findTestbed();
    if (found === undefined) throw new Error('the demo took its testbed down');
    testbed = found;
  });

  it('ends with the proof that everything moved and no host was touched', () => {
    expect(run.lines.at(-1)).toMatch(
      /^PIVOT OK: 14 hosts, \d+ objects, 0 lost, 0 deprovisioned, 0 re-inspected, 0 rebooted, 0 power commands, VIP unheld for \d+\.\d s, \d+ s$/,
    );
    expect(run.code).toBe(0);
  });

  it('tells each phase as kubectl clusterpivot watch does', () => {
    const told = run.lines.join('\n');
    for (const phase of phases.filter((name) => name !== 'AwaitingApproval')) {
      expect(told).toMatch(new RegExp(`^\\S+Z ${phase}: done`, 'm'));
    }
  });

  it('does not wait in the end for an endpoint that was held throughout Soaking', () => {
    expect(run.lines.filter((line) => /Z Completed: .* has held and served/.test(line))).toEqual([]);
  });

  it('leaves a ClusterPivot that kubectl can wait for', async () => {
    const argv = ['wait', '--for=condition=Ready', pivotRef, `--namespace=${namespace}`, '--timeout=5s'];
    expect(await testbed.source.kubectl(argv)).toMatch(/condition met/);
  });

  it('leaves a ClusterPivot that kubectl get tells phase, progress, message and age of', async () => {
    const text = await testbed.source.kubectl(['get', 'cpv', `--namespace=${namespace}`]);
    const [header = '', row = ''] = text.split('\n');
    expect(header.trim().split(/\s+/)).toEqual(['NAME', 'CLUSTER', 'PHASE', 'PROGRESS', 'READY', 'MESSAGE', 'AGE']);
    expect(row).toMatch(
      /^prod\s+prod\s+Completed\s+100\s+True\s+\d+ objects and 14 hosts moved; the source cluster may be deleted\s+\S+$/,
    );
  });

  it('leaves an Event for each phase, and one that the source may go', async () => {
    const text = await testbed.source.kubectl(['describe', pivotRef, `--namespace=${namespace}`]);
    const events = text.slice(text.indexOf('Events:'));
    for (const reason of [...Object.values(phaseConditions), 'PivotCompleted', 'SourceDisposable']) {
      expect(events).toMatch(new RegExp(`Normal\\s+${reason}\\s`));
    }
  });

  it('leaves the report in the target', async () => {
    const name = `${clusterName}-report`;
    const text = await testbed.target.kubectl(['get', 'configmap', name, `--namespace=${namespace}`, '--output=json']);
    const { data } = JSON.parse(text) as { data: Record<string, string> };
    const report = JSON.parse(data['report.json'] ?? '') as { hosts: readonly unknown[]; cluster: string };
    expect(report).toMatchObject({ cluster: clusterName });
    expect(report.hosts).toHaveLength(14);
  });

  it('leaves nothing else of ours in either cluster but the backup', async () => {
    const kinds =
      'jobs,daemonsets,secrets,configmaps,serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings,leases,namespaces';
    const named = async (cluster: TestbedCluster, selector: string) =>
      (await cluster.kubectl(['get', kinds, '--all-namespaces', `--selector=${selector}`, '--output=name'])).trim();
    const ours = 'pivot.metal3.io/clusterpivot-uid';
    expect(await named(testbed.source, `${ours},!pivot.metal3.io/backup`)).toBe('');
    expect(await named(testbed.target, `${ours},!pivot.metal3.io/backup`)).toBe('namespace/clusterpivot-system');
    const backup = /^secret\/(cpv-[0-9a-f-]+)-inventory-0\nconfigmap\/\1-journal$/;
    for (const cluster of [testbed.source, testbed.target]) {
      expect(await named(cluster, `${ours},pivot.metal3.io/backup=metal3.prod`)).toMatch(backup);
    }
  });
});

describe('the demo by hand', () => {
  it('says what happened to the hosts, whatever that was: the outcome is a race', async () => {
    const { lines, code } = await runDemo('--by-hand');
    const last = lines.at(-1) ?? '';
    expect(last).toMatch(
      /^PIVOT (OK|FAILED): 14 hosts, \d+ objects, \d+ lost, \d+ deprovisioned, \d+ re-inspected, \d+ rebooted, \d+ power commands?, VIP unheld for \d+\.\d s\b/,
    );
    expect(code).toBe(last.startsWith('PIVOT OK') ? 0 : 1);
  });
});
