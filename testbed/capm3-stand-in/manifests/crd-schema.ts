/** A small vocabulary for structural OpenAPI schemas, and the CustomResourceDefinition around one. */
import type { KubeObject, Resource } from '../../../src/api/kube-object.ts';

export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const integer: Schema = { type: 'integer' };
export const flag: Schema = { type: 'boolean' };
/** Anything, kept as it is. */
export const anything: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
export const texts: Schema = { type: 'object', additionalProperties: text };

export function list(items: Schema): Schema {
  return { type: 'array', items };
}

export function record(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

/** An object with these fields and any other one. */
export function open(properties: Readonly<Record<string, Schema>>): Schema {
  return { ...record(properties), 'x-kubernetes-preserve-unknown-fields': true };
}

export const reference = record({ name: text, namespace: text }, ['name']);
export const objectReference = record({
  apiVersion: text,
  kind: text,
  name: text,
  namespace: text,
  uid: text,
  resourceVersion: text,
  fieldPath: text,
});
export const conditions: Schema = {
  ...list(
    record(
      {
        type: text,
        status: { type: 'string', enum: ['True', 'False', 'Unknown'] },
        reason: text,
        message: text,
        lastTransitionTime: { type: 'string', format: 'date-time' },
        observedGeneration: { type: 'integer', format: 'int64' },
      },
      ['type', 'status', 'reason', 'message', 'lastTransitionTime'],
    ),
  ),
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type'],
};

export interface CrdInput {
  readonly resource: Resource;
  readonly shortNames: readonly string[];
  readonly spec: Schema;
  readonly status?: Schema;
  readonly labels?: Readonly<Record<string, string>>;
  /** Name and JSON path. */
  readonly columns?: readonly (readonly [string, string])[];
}

/** One served and stored version with a status subresource. */
export function crd({ resource, shortNames, spec, status, labels = {}, columns = [] }: CrdInput): KubeObject {
  const { group, version, plural, kind } = resource;
  const properties = { apiVersion: text, kind: text, metadata: { type: 'object' }, spec, ...(status && { status }) };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, labels },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        shortNames,
        categories: ['cluster-api'],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: record(properties) },
          ...(status && { subresources: { status: {} } }),
          additionalPrinterColumns: [
            ...columns.map(([name, jsonPath]) => ({ name, type: 'string', jsonPath })),
            { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
          ],
        },
      ],
    },
  };
}
