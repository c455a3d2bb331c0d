import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { statusSchema } from '../../src/api/clusterpivot.ts';
import * as conditions from '../../src/api/conditions.ts';
import { phaseConditions, reasons } from '../../src/api/conditions.ts';
import { type StructuralSchema, structuralSchema } from '../../src/api/crd-schema.ts';
import { phases } from '../../src/api/phases.ts';
import { specSchema } from '../../src/api/spec.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/spec/v1alpha1/clusterpivot.md'), 'utf8');
const withoutBlocks = text.replaceAll(/^```[^`]*^```$/gm, '');
const blocks = [...text.matchAll(/^```yaml\n([^`]*)^```$/gm)].map(([, block = '']) => parse(block) as Example);

interface Example {
  readonly spec?: unknown;
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly reason: string }[] };
}

/** Every field at any depth; a Deployment's own fields are told once for all. */
function paths(schema: StructuralSchema, at: string): string[] {
  const fields = Object.entries(schema.properties ?? {});
  const isDeployment = fields.map(([field]) => field).join() === 'namespace,name';
  if (fields.length === 0 || isDeployment) return [at];
  return fields.flatMap(([field, child]) => paths(child, `${at}.${field}`));
}

const conditionTypes = [
  ...Object.values(phaseConditions),
  ...Object.entries(conditions).flatMap(([name, value]) => (name.endsWith('Condition') ? [value as string] : [])),
];

describe('docs/spec/v1alpha1/clusterpivot.md', () => {
  it.each(paths(structuralSchema(specSchema, '.spec'), '.spec'))('tells about %s', (path) => {
    expect(withoutBlocks).toMatch(new RegExp(`\`${RegExp.escape(path)}[\`:]`));
  });

  it.each(conditionTypes)('shows condition %s', (type) => {
    const shown = blocks.flatMap(({ status }) => status?.conditions ?? []).map((condition) => condition.type);
    expect(shown).toContain(type);
  });

  it.each(phases)('tells about phase %s', (phase) => {
    expect(withoutBlocks).toContain(`| \`${phase}\` |`);
  });

  it.each(Object.values(reasons))('tells about reason %s', (reason) => {
    const rows = withoutBlocks.slice(withoutBlocks.indexOf('### Reasons')).split('\n');
    expect(rows.filter((row) => row.split('|')[1]?.includes(`\`${reason}\``))).toHaveLength(1);
  });

  it('names no reason that there is not', () => {
    const known: readonly string[] = Object.values(reasons);
    const table = withoutBlocks.slice(withoutBlocks.indexOf('### Reasons'), withoutBlocks.indexOf('### Plan'));
    const named = table
      .split('\n')
      .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
    const shown = blocks.flatMap(({ status }) => status?.conditions ?? []).map(({ reason }) => reason);
    expect([...named, ...shown].filter((reason) => !known.includes(reason ?? ''))).toEqual([]);
  });

  it('has examples that are valid', () => {
    expect(blocks.length).toBeGreaterThan(15);
    for (const { spec, status } of blocks) {
      const issues = [
        ...(spec === undefined ? [] : (specSchema.strict().safeParse(spec).error?.issues ?? [])),
        ...(status === undefined ? [] : (statusSchema.strict().safeParse(status).error?.issues ?? [])),
      ];
      expect(issues).toEqual([]);
    }
  });

  it('tells the defaults as they are', () => {
    const { gates, timeouts } = specSchema.parse({ clusterName: 'prod' });
    for (const [group, fields] of Object.entries({ gates, timeouts })) {
      for (const [field, value] of Object.entries(fields)) {
        expect(withoutBlocks).toContain(`| \`.spec.${group}.${field}\` | ${value} |`);
      }
    }
  });
});
