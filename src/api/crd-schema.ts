/** How a zod schema becomes the structural OpenAPI v3 schema that the API server accepts, and what of zod cannot. */
import { z } from 'zod';

/** The part of OpenAPI v3 that a CustomResourceDefinition may use and that we do use. */
export interface StructuralSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly required?: readonly string[];
  readonly items?: StructuralSchema;
  readonly additionalProperties?: StructuralSchema;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly CelRule[];
}

/** One CEL rule; a rule that reads `oldSelf` runs on updates only. */
export interface CelRule {
  readonly rule: string;
  readonly message: string;
  readonly reason?: 'FieldValueInvalid' | 'FieldValueForbidden' | 'FieldValueRequired' | 'FieldValueDuplicate';
  readonly fieldPath?: string;
}

/** zod types whose meaning OpenAPI carries in full. */
const representableTypes = new Set([
  'object',
  'array',
  'string',
  'number',
  'boolean',
  'enum',
  'optional',
  'default',
  'record',
]);
/** zod checks whose meaning OpenAPI carries in full; a refinement or a transformation would be lost without a word. */
const representableChecks = new Set([
  'min_length',
  'max_length',
  'string_format',
  'number_format',
  'greater_than',
  'less_than',
]);
const mostOfInt32 = 2 ** 31 - 1;

/**
 * The structural schema of what a client may send: a field with a default is not required.
 * Throws an `Error` that names the path of whatever the API server would refuse or silently not check.
 */
export function structuralSchema(schema: z.ZodType, name: string): StructuralSchema {
  const converted = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: 'input',
    reused: 'inline',
    cycles: 'throw',
    unrepresentable: 'throw',
    override: ({ zodSchema, jsonSchema, path }) => {
      const at = [name, ...path].join('.');
      refuseUnrepresentable(zodSchema, at);
      if (jsonSchema.type === 'integer') narrowInteger(jsonSchema);
      // A list without a type is merged as a whole anyway: say so, since tools and server-side apply ask.
      if (jsonSchema.type === 'array') jsonSchema['x-kubernetes-list-type'] ??= 'atomic';
    },
  });
  const structural = converted as StructuralSchema;
  assertStructural(structural, name);
  return structural;
}

interface ZodDefinition {
  readonly type: string;
  readonly coerce?: boolean;
  readonly checks?: readonly {
    readonly _zod: { readonly def: { readonly check: string; readonly pattern?: RegExp } };
  }[];
}

function refuseUnrepresentable(schema: z.core.$ZodType, at: string): void {
  const { _zod: internals } = schema;
  const definition = internals.def as ZodDefinition;
  if (!representableTypes.has(definition.type)) {
    throw new Error(`${at}: zod type '${definition.type}' has no structural equivalent`);
  }
  if (definition.coerce === true) throw new Error(`${at}: the API server does not coerce`);
  for (const { _zod: check } of definition.checks ?? []) {
    if (!representableChecks.has(check.def.check)) {
      throw new Error(`${at}: zod check '${check.def.check}' has no structural equivalent; write it as a CEL rule`);
    }
    if (check.def.pattern !== undefined) refusePattern(check.def.pattern, at);
  }
}

/** The API server matches with RE2, without flags. */
function refusePattern(pattern: RegExp, at: string): void {
  if (pattern.flags !== '') throw new Error(`${at}: a pattern cannot have flags: ${String(pattern)}`);
  if (/\(\?[=!<]|\\[1-9]/.test(pattern.source)) {
    throw new Error(`${at}: RE2 knows neither lookaround nor back references: ${String(pattern)}`);
  }
}

/** zod bounds every integer at ±2^53; as a bound in the schema that is noise, the format says enough. */
function narrowInteger(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  schema.format = (schema.maximum ?? Infinity) <= mostOfInt32 ? 'int32' : 'int64';
}

const allowedKeys = new Set<string>([
  'type',
  'description',
  'default',
  'enum',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'maxProperties',
  'properties',
  'required',
  'items',
  'additionalProperties',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-validations',
] satisfies (keyof StructuralSchema)[]);

/**
 * Throws an `Error` naming the path when a schema is not structural, or lacks what we ask of ours: a bound on every
 * string, list and map (the cost of CEL rules is estimated from them), a list type and a description.
 */
export function assertStructural(schema: StructuralSchema, at: string): void {
  for (const key of Object.keys(schema)) {
    if (!allowedKeys.has(key)) throw new Error(`${at}: '${key}' is not structural, or not foreseen here`);
  }
  const { type = 'of no name' } = schema;
  switch (type) {
    case 'object':
      return assertObject(schema, at);
    case 'array':
      return assertArray(schema, at);
    case 'string':
      if (schema.enum === undefined && schema.maxLength === undefined)
        throw new Error(`${at}: a string needs maxLength`);
      return undefined;
    case 'integer':
    case 'boolean':
      return undefined;
    default:
      throw new Error(`${at}: a type '${type}' is not foreseen`);
  }
}

function assertObject(schema: StructuralSchema, at: string): void {
  const { properties, additionalProperties, required = [] } = schema;
  if (additionalProperties !== undefined) {
    if (properties !== undefined) throw new Error(`${at}: properties and additionalProperties exclude each other`);
    if (typeof additionalProperties !== 'object') throw new Error(`${at}: additionalProperties must be a schema`);
    if (schema.maxProperties === undefined) throw new Error(`${at}: a map needs maxProperties`);
    return assertStructural(additionalProperties, `${at}.*`);
  }
  if (properties === undefined) throw new Error(`${at}: an object needs properties`);
  for (const [field, child] of Object.entries(properties)) {
    if (child.description === undefined) throw new Error(`${at}.${field}: a field needs a description`);
    assertStructural(child, `${at}.${field}`);
  }
  for (const field of required) {
    if (properties[field] === undefined) throw new Error(`${at}: required field '${field}' is not a property`);
    if (properties[field].default !== undefined)
      throw new Error(`${at}.${field}: a required field cannot have a default`);
  }
}

function assertArray(schema: StructuralSchema, at: string): void {
  const { items } = schema;
  if (items === undefined || Array.isArray(items)) throw new Error(`${at}: a list needs one schema for all its items`);
  if (schema.maxItems === undefined) throw new Error(`${at}: a list needs maxItems`);
  const listType = schema['x-kubernetes-list-type'];
  if (listType === undefined) throw new Error(`${at}: a list needs x-kubernetes-list-type`);
  if (listType === 'set' && items.type !== 'string') throw new Error(`${at}: a set needs scalar items`);
  if (listType === 'map') assertMapKeys(schema['x-kubernetes-list-map-keys'] ?? [], items, at);
  assertStructural(items, `${at}[]`);
}

function assertMapKeys(keys: readonly string[], items: StructuralSchema, at: string): void {
  if (keys.length === 0) throw new Error(`${at}: a list of type map needs x-kubernetes-list-map-keys`);
  for (const key of keys) {
    const isThere = items.required?.includes(key) === true || items.properties?.[key]?.default !== undefined;
    if (!isThere) throw new Error(`${at}: list map key '${key}' must be required or have a default`);
  }
}
