/** Prometheus' own programs, as Debian's package prometheus has them, and why they cannot be used here. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { isInstalled, run } from '../../testbed/command.ts';
import { alerts, groups, writeRuleFile } from './rule-file.ts';
import { type Firing, notation, type Scenario, secondsPerScrape } from './scenario.ts';

/** Undefined when they are there. */
export const noPrometheus = (await isInstalled('promtool'))
  ? undefined
  : 'no promtool: `apt-get install prometheus` has it';

/** Completes the title of a test that needs them. */
export const skipped = noPrometheus === undefined ? '' : ` (skipped: ${noPrometheus})`;

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-rules-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What `promtool check rules` says; rejects when it finds something wrong. */
export async function checkRules(): Promise<string> {
  return withFolder(async (folder) => {
    const file = join(folder, 'rules.yaml');
    await writeRuleFile(file);
    return run(['promtool', 'check', 'rules', '--lint=all', '--lint-fatal', file]);
  });
}

/** Rejects with promtool's own words when alerts fire otherwise than the scenario says. */
export async function playScenario(scenario: Scenario): Promise<void> {
  await withFolder(async (folder) => {
    await writeRuleFile(join(folder, 'rules.yaml'));
    await writeFile(join(folder, 'test.yaml'), stringify(ruleTest(scenario)));
    await run(['promtool', 'test', 'rules', 'test.yaml'], { cwd: folder });
  });
}

function ruleTest({ alert, series, fires }: Scenario): object {
  const interval = `${secondsPerScrape}s`;
  return {
    rule_files: ['rules.yaml'],
    evaluation_interval: interval,
    // At random otherwise, which moves what waits for a recorded series by one evaluation.
    group_eval_order: groups.map(({ name }) => name),
    tests: [
      {
        interval,
        input_series: Object.entries(series).map(([name, course]) => ({ series: name, values: notation(course) })),
        alert_rule_test: Object.entries(fires).map(([minute, firing]) => ({
          eval_time: `${Number(minute) * 60}s`,
          alertname: alert,
          exp_alerts: firing.map((one) => expected(alert, one)),
        })),
      },
    ],
  };
}

function expected(name: string, { severity, labels = {}, description }: Firing): object {
  const rule = alerts.find(({ alert, labels: { severity: its } }) => alert === name && its === severity);
  if (rule === undefined) throw new Error(`there is no ${name} of severity ${severity}`);
  const { summary, runbook_url } = rule.annotations;
  const url = runbook_url.replace(/\{\{ toLower \$labels\.reason \}\}/, (labels['reason'] ?? '').toLowerCase());
  return { exp_labels: { severity, ...labels }, exp_annotations: { summary, description, runbook_url: url } };
}
