/** values.yaml, values.schema.json and the table of values, out of one schema. */
import { Document, isMap, isScalar, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { values } from './values.ts';
import { wrapped } from './wrapped.ts';

interface Node {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly default?: unknown;
}

/** Draft 7 is what every Helm understands. */
const schema = z.toJSONSchema(values, { io: 'input', target: 'draft-7' });
const defaults = values.parse({});

export function valuesSchema(): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

export function valuesYaml(): string {
  const document = new Document(defaults);
  if (isMap(document.contents)) comment(document.contents, schema as Node, 0);
  return `# Generated from scripts/chart/values.ts by \`npm run generate\`; do not edit.\n\n${document.toString({ lineWidth: 120 })}`;
}

function comment(map: YAMLMap, { properties = {} }: Node, depth: number): void {
  for (const [index, { key, value }] of map.items.entries()) {
    if (!isScalar(key)) continue;
    const node = properties[String(key.value)];
    if (node?.description !== undefined) key.commentBefore = wrapped(node.description, 116 - 2 * depth, ' ');
    key.spaceBefore = depth === 0 && index > 0;
    if (isMap(value) && node !== undefined) comment(value, node, depth + 1);
  }
}

/** One row for each value that can be set by itself. */
export function valuesTable(): string {
  const rows = leaves(schema as Node, defaults, '').map(
    ({ path, node, value }) =>
      `| \`${path}\` | ${node.enum?.map((one) => `\`${one}\``).join(', ') ?? node.type ?? ''} | \`${JSON.stringify(value)}\` | ${node.description ?? ''} |`,
  );
  return ['| value | type | default | what it is |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

interface Leaf {
  readonly path: string;
  readonly node: Node;
  readonly value: unknown;
}

function leaves(node: Node, value: unknown, path: string): readonly Leaf[] {
  if (node.properties === undefined || Object.keys(node.properties).length === 0) return [{ path, node, value }];
  return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([name, child]) =>
    leaves(node.properties?.[name] ?? {}, child, path === '' ? name : `${path}.${name}`),
  );
}
