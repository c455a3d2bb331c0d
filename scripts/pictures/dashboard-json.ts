/** A dashboard's JSON, as far as it can be drawn. What the drawing does not know is an error, and never left out in silence. */
import { z } from 'zod';

const gridPos = z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() });
const target = z.object({ expr: z.string(), legendFormat: z.string().default(''), instant: z.boolean() });
const of = { id: z.int(), title: z.string(), gridPos };
const ofQueries = { ...of, targets: z.array(target) };
const threshold = z.object({ value: z.number().nullable(), color: z.string() });
const thresholds = z.object({ mode: z.literal('absolute'), steps: z.array(threshold) });
const legend = z.object({ showLegend: z.boolean(), displayMode: z.literal('list'), placement: z.literal('bottom') });

const row = z.object({ ...of, type: z.literal('row'), collapsed: z.literal(false) });

const stat = z.object({
  ...ofQueries,
  type: z.literal('stat'),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string(), thresholds }) }),
});

const bars = z.object({
  ...ofQueries,
  type: z.literal('bargauge'),
  options: z.object({ orientation: z.literal('horizontal'), displayMode: z.literal('basic') }),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string(), min: z.literal(0), thresholds }) }),
});

const lines = z.object({
  ...ofQueries,
  type: z.literal('timeseries'),
  options: z.object({ legend }),
  fieldConfig: z.object({
    defaults: z.object({
      unit: z.string(),
      min: z.literal(0),
      custom: z.object({
        fillOpacity: z.number().default(0),
        stacking: z.object({ mode: z.literal('normal') }).optional(),
      }),
    }),
  }),
});

const mapping = z.object({ type: z.literal('value'), options: z.record(z.string(), z.object({ color: z.string() })) });

const timeline = z.object({
  ...ofQueries,
  type: z.literal('state-timeline'),
  options: z.object({ showValue: z.literal('never'), legend: z.object({ showLegend: z.literal(false) }) }),
  fieldConfig: z.object({
    defaults: z.object({ mappings: z.array(mapping), custom: z.object({ fillOpacity: z.number() }) }),
  }),
});

const transformations = z.tuple([
  z.object({ id: z.literal('merge') }),
  z.object({
    id: z.literal('filterFieldsByName'),
    options: z.object({ include: z.object({ names: z.array(z.string()) }) }),
  }),
  z.object({ id: z.literal('organize'), options: z.object({ indexByName: z.record(z.string(), z.int()) }) }),
]);

const table = z.object({ ...ofQueries, type: z.literal('table'), transformations });

const panelSchema = z.discriminatedUnion('type', [row, stat, bars, lines, timeline, table]);

const dashboardSchema = z.object({
  title: z.string(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z.array(panelSchema),
});

export type Dashboard = z.infer<typeof dashboardSchema>;
type AnyPanel = Dashboard['panels'][number];
export type Panel = Exclude<AnyPanel, { type: 'row' }>;
export type PanelOf<Type extends Panel['type']> = Extract<Panel, { type: Type }>;
export type Threshold = z.infer<typeof threshold>;

export function isPanel(panel: AnyPanel): panel is Panel {
  return panel.type !== 'row';
}

export function parseDashboard(json: string): Dashboard {
  return dashboardSchema.parse(JSON.parse(json));
}
