/** config/prometheus/dashboard.json as Grafana would read it: its panels with their queries. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const path = join(import.meta.dirname, '../../config/prometheus/dashboard.json');

const datasource = z.object({ type: z.literal('prometheus'), uid: z.literal('${datasource}') });

const panelSchema = z.object({
  id: z.int(),
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  datasource: datasource.optional(),
  targets: z
    .array(z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string().optional(), datasource }))
    .default([]),
  fieldConfig: z
    .object({
      defaults: z.object({
        thresholds: z
          .object({ steps: z.array(z.object({ value: z.number().nullable(), color: z.string() })) })
          .optional(),
      }),
    })
    .optional(),
});

export type Panel = z.infer<typeof panelSchema>;

export const dashboard = z
  .object({
    uid: z.string(),
    schemaVersion: z.int(),
    templating: z.object({ list: z.array(z.object({ type: z.string(), name: z.string() })) }),
    panels: z.array(panelSchema),
  })
  .parse(JSON.parse(readFileSync(path, 'utf8')));

/** Without headings. */
export const panels: readonly Panel[] = dashboard.panels.filter(({ type }) => type !== 'row');

/** A query with everything chosen, as Grafana sends it. */
export function chosenAll(expr: string): string {
  return expr.replaceAll('$namespace', '.*').replaceAll('$name', '.*').replaceAll('$__rate_interval', '1m');
}
