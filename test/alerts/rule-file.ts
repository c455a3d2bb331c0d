/** The rules of config/prometheus, as data, and in a file that Prometheus' own programs read. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

const path = join(import.meta.dirname, '../../config/prometheus/prometheus-rule.yaml');

const ruleSchema = z.strictObject({
  record: z.string().optional(),
  alert: z.string().optional(),
  expr: z.string(),
  for: z.string().optional(),
  keep_firing_for: z.string().optional(),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }).optional(),
  annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook_url: z.string() }).optional(),
});

const groupsSchema = z.array(z.strictObject({ name: z.string(), rules: z.array(ruleSchema) }));

export type Rule = z.infer<typeof ruleSchema>;

export interface Alert extends Rule {
  readonly alert: string;
  readonly labels: NonNullable<Rule['labels']>;
  readonly annotations: NonNullable<Rule['annotations']>;
}

export const groups = groupsSchema.parse(parse(readFileSync(path, 'utf8')).spec.groups);
export const rules: readonly Rule[] = groups.flatMap((group) => group.rules);
export const alerts: readonly Alert[] = rules.flatMap((rule) => {
  const { alert, labels, annotations } = rule;
  if (alert === undefined) return [];
  if (labels === undefined || annotations === undefined) throw new Error(`${alert} has no labels or no annotations`);
  return [{ ...rule, alert, labels, annotations }];
});

/** Writes them without what makes an object of Kubernetes of them. */
export async function writeRuleFile(file: string, written: typeof groups = groups): Promise<void> {
  await writeFile(file, stringify({ groups: written }));
}
