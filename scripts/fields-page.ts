/** docs/spec/v1alpha1/fields.md: every field of a ClusterPivot and every rule about it, from the CustomResourceDefinition. */
import { clusterPivotCrd } from '../src/api/crd.ts';
import { type StructuralSchema, structuralSchema } from '../src/api/crd-schema.ts';
import { dnsLabel, dnsSubdomain } from '../src/api/names.ts';
import { code, markdownTable } from './markdown-table.ts';

const head = `<!-- Generated from src/api by \`npm run generate\`; do not edit. -->
# Fields of a ClusterPivot

As the API server has them from [the CustomResourceDefinition](../../../crds/clusterpivots.pivot.metal3.io.yaml). What they are for,
and how they go together, is in [the reference](clusterpivot.md). \`[]\` stands for each item of a list, \`*\` for each key of a map.
`;

const ruled = `What fields demand of each other, and which may change. The API server refuses what breaks a rule, with its message.`;

interface Field {
  readonly path: string;
  readonly schema: StructuralSchema;
  readonly required: boolean;
}

export function fieldsPage(): string {
  const root: Field = { path: '', schema: rootSchema(), required: true };
  const all = [root, ...below(root)];
  const rowsOf = (part: string) => all.filter(({ path }) => path.startsWith(`.${part}.`)).map(cells);
  const spec = rowsOf('spec').map(({ name, type, fallback, bounds, meaning }) => [
    name,
    type,
    fallback,
    bounds,
    meaning,
  ]);
  const status = rowsOf('status').map(({ name, type, bounds, meaning }) => [name, type, bounds, meaning]);
  const rules = all.flatMap(({ path, schema }) =>
    (schema['x-kubernetes-validations'] ?? []).map(({ fieldPath, message }) => [
      code(`${path}${fieldPath ?? ''}` || '.metadata.name'),
      message,
    ]),
  );
  return [
    head,
    `## spec\n\n${markdownTable(['field', 'type', 'default', 'may be', 'what it is'], spec)}`,
    `## Rules\n\n${ruled}\n\n${markdownTable(['field', 'message'], rules)}`,
    `## status\n\nThe operator alone writes it.\n\n${markdownTable(['field', 'type', 'may be', 'what it is'], status)}`,
  ].join('\n');
}

function rootSchema(): StructuralSchema {
  const { versions } = clusterPivotCrd()['spec'] as {
    readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: StructuralSchema } }[];
  };
  const [version] = versions;
  if (version === undefined) throw new Error('the CustomResourceDefinition has no version');
  return version.schema.openAPIV3Schema;
}

/** Everything below a field, in the order of the schema. */
function below({ path, schema }: Field): readonly Field[] {
  const { properties = {}, required = [], items } = schema;
  const own = Object.entries(properties).flatMap(([name, child]) => {
    const field = { path: `${path}.${name}`, schema: child, required: required.includes(name) };
    return [field, ...below(field)];
  });
  return items === undefined ? own : [...own, ...below({ path: `${path}[]`, schema: items, required: true })];
}

function cells({ path, schema, required }: Field) {
  const { default: fallback, properties, description = '' } = schema;
  return {
    name: code(path),
    type: typeOf(schema),
    // The defaults of an object's fields are in their own rows.
    fallback: required
      ? 'required'
      : fallback === undefined || properties !== undefined
        ? ''
        : code(JSON.stringify(fallback)),
    bounds: boundsOf(schema),
    // `<clusterName>` is no HTML.
    meaning: description.replaceAll('<', '&lt;'),
  };
}

function typeOf({ type = 'object', items, additionalProperties }: StructuralSchema): string {
  if (items !== undefined) return `list of ${typeOf(items)}s`;
  return additionalProperties === undefined ? type : `map of ${typeOf(additionalProperties)}s`;
}

/** Patterns that have a name, with which their lengths go. */
const names = new Map(
  (
    [
      [dnsLabel, 'a DNS label'],
      [dnsSubdomain, 'a DNS subdomain'],
    ] as const
  ).map(([schema, name]) => [structuralSchema(schema, name).pattern, name]),
);

/** What the schema demands of a value, in words. */
function boundsOf(schema: StructuralSchema): string {
  const { minimum, maximum, minLength, maxLength, pattern, minItems, maxItems, maxProperties, items } = schema;
  const choices = (schema.enum ?? items?.enum ?? []).map((choice) => code(String(choice)));
  const name = names.get(pattern ?? '');
  if (name !== undefined) return name;
  const bounds = [
    choices.join(', '),
    range(minimum, maximum, ''),
    // Choices say it already.
    choices.length > 0 ? '' : range(minLength, maxLength, ' characters'),
    pattern === undefined ? '' : code(pattern),
    range(minItems, maxItems, ' items'),
    range(undefined, maxProperties, ' keys'),
    items === undefined || items.properties !== undefined || choices.length > 0 ? '' : `each ${boundsOf(items)}`,
  ];
  return bounds.filter((bound) => bound !== '').join('; ');
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  if (most === undefined) return least === undefined ? '' : `at least ${least}${unit}`;
  return least === undefined ? `at most ${most}${unit}` : `${least} to ${most}${unit}`;
}
