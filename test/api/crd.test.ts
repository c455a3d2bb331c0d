import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { generatedFiles, staleFiles } from '../../scripts/generate.ts';
import { clusterPivotCrd, frozenWhileUnderWay } from '../../src/api/crd.ts';
import { assertStructural, type StructuralSchema, structuralSchema } from '../../src/api/crd-schema.ts';
import { specSchema } from '../../src/api/spec.ts';

const root = join(import.meta.dirname, '../..');
const text = z.string().max(10).describe('A text.');

/** The schema with one field `x`, as a spec would have it. */
const withField = (field: z.ZodType) => structuralSchema(z.object({ x: field }), 'spec');
const fieldOf = (field: z.ZodType): StructuralSchema | undefined => withField(field).properties?.['x'];

describe('structuralSchema', () => {
  it.each<[string, z.ZodType, RegExp]>([
    ['a union', z.union([text, z.int()]), /spec\S*: zod type 'union'/],
    [
      'a discriminated union',
      z.discriminatedUnion('t', [z.object({ t: z.literal('a') }), z.object({ t: z.literal('b') })]),
      /zod type 'union'/,
    ],
    ['an intersection', z.intersection(z.object({}), z.object({})), /zod type 'intersection'/],
    ['a tuple', z.tuple([text]), /zod type 'tuple'/],
    ['a pipe', text.pipe(z.string()), /zod type 'pipe'/],
    ['a transformation', text.transform((value) => value.length), /zod type 'pipe'/],
    ['null', text.nullable(), /zod type 'nullable'/],
    ['anything', z.unknown(), /zod type 'unknown'/],
    ['a literal', z.literal('a'), /zod type 'literal'/],
    ['coercion', z.coerce.boolean(), /does not coerce/],
    ['a refinement', text.refine((value) => value !== 'a'), /zod check 'custom' .* write it as a CEL rule/],
    ['trimming', text.trim(), /zod check 'overwrite'/],
    ['a pattern with flags', text.regex(/a/i), /cannot have flags/],
    ['a pattern with lookahead', text.regex(/^(?!a)/), /lookaround/],
    ['a pattern with a back reference', text.regex(/(a)\1/), /back references/],
    ['a string without a bound', z.string(), /^spec\.x: a string needs maxLength/],
    ['a list without a bound', z.array(text), /spec\.x: a list needs maxItems/],
    ['an unbounded string in a list', z.array(z.string()).max(3), /spec\.x\[\]: a string needs maxLength/],
    ['a map without a bound', z.record(z.string(), text), /spec\.x: a map needs maxProperties/],
    ['strict objects', z.strictObject({ y: text }), /additionalProperties exclude/],
    ['loose objects', z.looseObject({ y: text }), /zod type 'unknown'/],
    ['a set of objects', z.array(z.object({})).max(3).meta({ 'x-kubernetes-list-type': 'set' }), /scalar items/],
    ['a map without keys', z.array(z.object({})).max(3).meta({ 'x-kubernetes-list-type': 'map' }), /list-map-keys/],
    [
      'an optional list map key',
      z
        .array(z.object({ y: text.optional() }))
        .max(3)
        .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['y'] }),
      /list map key 'y' must be required/,
    ],
  ])('refuses %s', (_name, schema, message) => {
    expect(() => withField(schema.describe('A field.'))).toThrow(message);
  });

  it('refuses a field without a description, naming its path', () => {
    expect(() => withField(z.object({ y: z.boolean() }).describe('A field.'))).toThrow(
      'spec.x.y: a field needs a description',
    );
  });

  it('keeps what the API server can check', () => {
    const schema = withField(
      z
        .object({
          name: text.min(1).regex(/^a$/),
          size: z.int().min(0).max(9).default(1).describe('A size.'),
          big: z.int().optional().describe('A number.'),
        })
        .describe('A field.'),
    );
    expect(schema.properties?.['x']).toEqual({
      type: 'object',
      description: 'A field.',
      required: ['name'],
      properties: {
        name: { type: 'string', description: 'A text.', minLength: 1, maxLength: 10, pattern: '^a$' },
        size: { type: 'integer', description: 'A size.', minimum: 0, maximum: 9, default: 1, format: 'int32' },
        big: { type: 'integer', description: 'A number.', format: 'int64' },
      },
    });
  });

  it('says that a list is atomic unless the schema says otherwise', () => {
    expect(fieldOf(z.array(text).max(3).describe('A list.'))).toHaveProperty('x-kubernetes-list-type', 'atomic');
    expect(fieldOf(z.array(text).max(3).describe('A list.').meta({ 'x-kubernetes-list-type': 'set' }))).toHaveProperty(
      'x-kubernetes-list-type',
      'set',
    );
  });
});

describe('assertStructural', () => {
  it.each<[string, object, RegExp]>([
    ['oneOf beside a type', { type: 'string', maxLength: 1, oneOf: [] }, /'oneOf' is not structural/],
    ['a missing type', {}, /type/],
    ['two types', { type: ['string', 'null'] }, /is not foreseen/],
    ['additionalProperties: false', { type: 'object', additionalProperties: false }, /must be a schema/],
    ['one schema for each item', { type: 'array', items: [{ type: 'boolean' }], maxItems: 1 }, /one schema for all/],
    ['a list without a type', { type: 'array', items: { type: 'boolean' }, maxItems: 1 }, /list-type/],
    ['a required field that is none', { type: 'object', properties: {}, required: ['y'] }, /'y' is not a property/],
    [
      'a required field with a default',
      { type: 'object', properties: { y: { type: 'boolean', description: 'A.', default: true } }, required: ['y'] },
      /required field cannot have a default/,
    ],
  ])('refuses %s', (_name, schema, message) => {
    expect(() => {
      assertStructural(schema, 'spec.x');
    }).toThrow(message);
  });
});

describe('the ClusterPivot CRD', () => {
  it('is what is committed', async () => {
    expect(await staleFiles()).toEqual([]);
  });

  it('reads back from its YAML as it was', { timeout: 30_000 }, () => {
    const files = [...generatedFiles()].filter(([path]) => path.endsWith('clusterpivots.pivot.metal3.io.yaml'));
    expect(files).toHaveLength(2);
    for (const [, content] of files) expect(parse(content)).toEqual(clusterPivotCrd());
  });

  it('freezes only fields that exist, and leaves the others to the user', () => {
    const fields = Object.keys(specSchema.shape);
    expect(fields).toEqual(expect.arrayContaining([...frozenWhileUnderWay]));
    const free = fields.filter((field) => !(frozenWhileUnderWay as readonly string[]).includes(field));
    expect(free).toEqual([
      'clusterName',
      'approval',
      'approvedPlan',
      'suspend',
      'rollback',
      'attempt',
      'gates',
      'timeouts',
      'onFailure',
      'acknowledge',
    ]);
  });
});

describe('config/samples', () => {
  it('hold specs that parse, one of them with every field', async () => {
    const folder = join(root, 'config/samples');
    const fields = new Set<string>();
    for (const file of await readdir(folder)) {
      const sample = parse(await readFile(join(folder, file), 'utf8')) as { spec: object };
      expect(specSchema.safeParse(sample.spec).error?.issues ?? [], file).toEqual([]);
      for (const field of Object.keys(sample.spec)) fields.add(field);
    }
    expect([...fields].sort()).toEqual(Object.keys(specSchema.shape).sort());
  });
});
