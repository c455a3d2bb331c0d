/** Each panel of the dashboard shows what it shall, when it shall: a real Prometheus answers, over the metrics of a whole pivot. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Series } from '../../scripts/pictures/prometheus-api.ts';
import { chosenAll, type Panel, panels } from './dashboard-file.ts';
import { type Prometheus, startPrometheus } from './prometheus.ts';
import { noPrometheus, skipped } from './promtool.ts';
import { begin, minutes, recordPivot, secondsPerScrape } from './recorded-pivot.ts';

/** From the first to the last minute in which a series has a value. */
type Span = readonly [number, number];

const last = minutes - secondsPerScrape / 60;
const always: Span = [0, last];
/** A rate needs two scrapes. */
const soon: Span = [0.25, last];

const phasesShown: Readonly<Record<string, Span>> = {
  Preflight: [0, 1.75],
  Preparing: [2, 3.75],
  Quiescing: [4, 5.75],
  HandingOver: [6, 6.75],
  Copying: [7, 8.75],
  Verifying: [9, 9.75],
  Committing: [10, 10.75],
  Activating: [11, 12.75],
  Soaking: [13, 14.75],
  Completed: [15, last],
};

const reasonsShown: Readonly<Record<string, Span>> = {
  // Of the phases that give no other, from the first to the last of them.
  InProgress: [0, 10.75],
  HostNotSteady: [4, 5.75],
  AddressNotHeld: [6, 6.75],
  CopyJobRunning: [7, 8.75],
  HostNotRestored: [11, 12.75],
  Soaking: [13, 14.75],
  PivotCompleted: [15, last],
};

function prefixed(prefix: string, spans: Readonly<Record<string, Span>>): Readonly<Record<string, Span>> {
  return Object.fromEntries(Object.entries(spans).map(([name, span]) => [`${prefix}${name}`, span]));
}

/** Panel → series → when it is there. Series of tables are named by their labels. */
const shown: Readonly<Record<string, Readonly<Record<string, Span>>>> = {
  Pivots: prefixed('metal3/prod ', { ...phasesShown, ...reasonsShown }),
  Alerts: { 'metal3/prod ClusterPivotEndpointUnheld pending warning': [6.25, 6.5] },
  Stalled: { '': always },
  'Left paused': { '': always },
  Phases: prefixed('prod ', phasesShown),
  'Time left, and time since progress': { 'metal3/prod left': [2, 9.75], 'metal3/prod since progress': always },
  'What it waits for': prefixed('prod ', reasonsShown),
  Objects: { 'prod planned': always, 'prod copied': always, 'prod verified': always, 'prod deleted': always },
  'Hosts in the source': { 'prod provisioned': [0, 10.25], 'prod available': [0, 10.25] },
  'Hosts in the target': { 'prod provisioned': [8, 14.75], 'prod available': [8, 14.75] },
  'Hosts not restored': { 'metal3/prod': [10, last] },
  "Who holds Ironic's address": { 'prod source': [2, 6], 'prod none': [6.25, 6.5], 'prod target': [6.75, 14.75] },
  'Copies and retries': { 'metal3/prod copies': always, 'metal3/prod looks taken again': always },
  'Failed requests': { 'target network': [8.25, 9.75] },
  'Duration of phases': {
    Preflight: [2, last],
    Preparing: [4, last],
    Quiescing: [6, last],
    HandingOver: [7, last],
    Copying: [9, last],
    Verifying: [10, last],
    Committing: [11, last],
    Activating: [13, last],
    Soaking: [15, last],
  },
  'Credentials end in': { 'prod target-client-certificate': [0, 14.75] },
  Leaders: { '': always },
  Looks: { success: soon, error: soon, requeue: soon, requeue_after: soon, errors: soon },
  'Duration of looks': { look: soon, wait: soon, work: soon, 'longest that runs': always },
  'Queue and workers': { waiting: always, busy: always, workers: always },
  'Requests to API servers': { '200': soon },
  Memory: { 'operator-a': always },
  'Event loop': { 'operator-a': always },
};

/** Panel → series → minute → value. */
const values: Readonly<Record<string, Readonly<Record<string, Readonly<Record<number, number>>>>>> = {
  Objects: {
    'prod planned': { 1: 204 },
    'prod copied': { 7: 0, 8: 102, 9: 204 },
    'prod verified': { 9: 0, 10: 204 },
    'prod deleted': { 10: 0, 10.5: 102, 11: 204 },
  },
  'Hosts not restored': { 'metal3/prod': { 10: 14, 12: 7, 13: 0 } },
  'Time left, and time since progress': { 'metal3/prod left': { 2: 1800, 3: 1740, 6: 900 } },
  'Duration of phases': { Copying: { 10: 120 }, Verifying: { 12: 60 } },
  'Credentials end in': { 'prod target-client-certificate': { 10: 85_800 } },
  Stalled: { '': { 10: 0 } },
  Leaders: { '': { 10: 1 } },
};

function nameOf({ type, targets }: Panel, index: number, { labels }: Series): string {
  const { __name__: _, namespace, name, job: __, pod: ___, instance: ____, ...others } = labels;
  const template = targets[index]?.legendFormat ?? '';
  if (type !== 'table') return template.replaceAll(/\{\{(\w+)\}\}/g, (_all, label: string) => labels[label] ?? '');
  return `${namespace}/${name} ${Object.values(others).join(' ')}`;
}

const minuteOf = (seconds: number) => (seconds - begin) / 60;

describe.skipIf(noPrometheus !== undefined)(`the dashboard over a whole pivot${skipped}`, () => {
  let prometheus: Prometheus;
  beforeAll(async () => {
    prometheus = await startPrometheus({ past: await recordPivot() });
  });
  afterAll(async () => {
    await prometheus[Symbol.asyncDispose]();
  });

  async function look(panel: Panel): Promise<ReadonlyMap<string, Series>> {
    const range = { from: begin, to: begin + last * 60, step: secondsPerScrape };
    const answers = await Promise.all(
      panel.targets.map(async ({ expr }, index) =>
        (await prometheus.query(chosenAll(expr), range)).map((one) => [nameOf(panel, index, one), one] as const),
      ),
    );
    return new Map(answers.flat());
  }

  it.each(panels.filter(({ title }) => title !== 'Conditions').map((panel) => [panel.title, panel] as const))(
    '%s',
    async (title, panel) => {
      const series = await look(panel);
      const spans = [...series].map(([name, { values: points }]): [string, Span] => [
        name,
        [minuteOf(points[0]?.[0] ?? 0), minuteOf(points.at(-1)?.[0] ?? 0)],
      ]);
      expect(Object.fromEntries(spans)).toEqual(shown[title]);
      for (const [name, moments] of Object.entries(values[title] ?? {})) {
        for (const [minute, value] of Object.entries(moments)) {
          const point = series.get(name)?.values.find(([at]) => minuteOf(at) === Number(minute));
          expect(point?.[1], `${name} in minute ${minute}`).toBe(value);
        }
      }
    },
  );

  it('Conditions has each condition once at any moment', async () => {
    const panel = panels.find(({ title }) => title === 'Conditions');
    if (panel === undefined) throw new Error('there is no panel Conditions');
    const points = [...(await look(panel)).values()].flatMap(({ labels, values: its }) =>
      its.map(([at]) => `${at} ${labels['condition']}`),
    );
    expect(points.length).toBeGreaterThan(0);
    expect(new Set(points).size).toBe(points.length);
  });
});
