/** Alerts and dashboard ask for nothing that the operator does not tell. */
import { describe, expect, it } from 'vitest';
import { reasons } from '../../src/api/conditions.ts';
import { phases } from '../../src/api/phases.ts';
import type { Family } from '../../src/metrics/family.ts';
import { Metrics } from '../../src/metrics/metrics.ts';
import { phaseDuration, pivotFamilies } from '../../src/metrics/pivot-families.ts';
import { faults, standardFamilies } from '../../src/metrics/standard-families.ts';
import { FakeClock } from '../kube/fake-clock.ts';
import { chosenAll, dashboard, panels } from './dashboard-file.ts';
import { alerts, rules } from './rule-file.ts';
import { selectorsOf } from './selectors.ts';

const families: Readonly<Record<string, Family>> = {
  ...pivotFamilies,
  ...standardFamilies,
  [phaseDuration.name]: phaseDuration,
  [faults.name]: faults,
};

/** What Prometheus adds when it collects. */
const ofTarget = ['job', 'pod', 'instance'];

/** What Prometheus itself makes of rules. */
const ofPrometheus = ['ALERTS', ...rules.flatMap(({ record }) => record ?? [])];

const { text } = await new Metrics({
  clock: new FakeClock(),
  leads: () => true,
  lease: 'clusterpivot-operator',
}).render();

/** As in the operator's registry. */
const told = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]));

/** The name of the metric that a series belongs to: a histogram has three. */
function metricOf(series: string): string {
  const histogram = /^(.+)_(bucket|sum|count)$/.exec(series)?.[1];
  return histogram !== undefined && told.get(histogram) === 'histogram' ? histogram : series;
}

function findsIn(expr: string): readonly string[] {
  return selectorsOf(expr).flatMap(({ metric, labels }) => {
    if (ofPrometheus.includes(metric)) return [];
    const name = metricOf(metric);
    if (!told.has(name)) return [`there is no metric ${metric}`];
    const known = [...ofTarget, ...(families[name]?.labels ?? []), 'le'];
    return labels.filter((label) => !known.includes(label)).map((label) => `${metric} has no label ${label}`);
  });
}

describe('rules and dashboard', () => {
  it.each(rules.map(({ alert, record, expr }) => [alert ?? record ?? '', expr]))(
    '%s asks for what there is',
    (_, expr) => {
      expect(selectorsOf(expr)).not.toEqual([]);
      expect(findsIn(expr)).toEqual([]);
    },
  );

  it.each(panels.map(({ title, targets }) => [title, targets] as const))(
    'panel %s asks for what there is',
    (_, targets) => {
      expect(targets).not.toEqual([]);
      for (const { expr } of targets) expect(findsIn(chosenAll(expr))).toEqual([]);
    },
  );

  it('would find a metric or a label that there is not', () => {
    expect(findsIn('rate(clusterpivot_nothing[1m])')).toEqual(['there is no metric clusterpivot_nothing']);
    expect(findsIn('clusterpivot_phase{fase="Copying"}')).toEqual(['clusterpivot_phase has no label fase']);
  });

  it('shows each metric of pivots somewhere', () => {
    const asked = [
      ...rules.map(({ expr }) => expr),
      ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ];
    const names = new Set(asked.flatMap((expr) => selectorsOf(chosenAll(expr)).map(({ metric }) => metricOf(metric))));
    expect([...Object.keys(pivotFamilies), phaseDuration.name, faults.name].filter((name) => !names.has(name))).toEqual(
      [],
    );
  });

  it('names a reason in no rule that there is not', () => {
    const named = rules.flatMap(({ expr }) =>
      [...expr.matchAll(/reason[!=]~?"([^"]+)"/g)].map(([, names = '']) => names),
    );
    for (const name of named.flatMap((names) => names.split('|'))) expect(Object.values(reasons)).toContain(name);
  });

  it('names a phase in no rule that there is not, and forgets none', () => {
    const named = rules.flatMap(({ expr }) =>
      [...expr.matchAll(/phase[!=]~?"([^"]+)"/g)].map(([, names = '']) => names),
    );
    const known = [...phases, 'RollingBack', 'RolledBack'];
    expect(known.toSorted()).toEqual([...new Set(named.flatMap((names) => names.split('|')))].toSorted());
  });

  it('labels no alert by what comes and goes with the leader', () => {
    const instanceLabels = alerts.filter(({ expr }) => /by \([^)]*\b(pod|instance)\b/.test(expr));
    expect(instanceLabels).toEqual([]);
  });
});

describe('the dashboard', () => {
  it('leaves the choice of Prometheus, namespace and pivot to who looks', () => {
    expect(dashboard.templating.list.map(({ name, type }) => [name, type])).toEqual([
      ['datasource', 'datasource'],
      ['namespace', 'query'],
      ['name', 'query'],
    ]);
  });

  it('shows a credential in red as long as its alert fires', () => {
    const { expr = '' } = alerts.find(({ alert }) => alert === 'ClusterPivotCredentialExpiring') ?? {};
    const panel = panels.find(({ title }) => title === 'Credentials end in');
    expect(panel?.fieldConfig?.defaults.thresholds?.steps).toEqual([
      { value: null, color: 'red' },
      { value: Number(/< (\d+)/.exec(expr)?.[1]), color: 'green' },
    ]);
  });

  it('has numbered each panel, and says what it shows', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { description } of panels) expect(description).toMatch(/\.$/);
  });
});
