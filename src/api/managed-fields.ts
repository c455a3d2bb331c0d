/** Who set a field of an object, as far as its managed fields tell. */
import type { KubeObject } from './kube-object.ts';

export interface FieldManager {
  readonly manager: string;
  /** RFC 3339; the API server writes none for subresources. */
  readonly time?: string;
}

interface ManagedFields {
  readonly manager?: string;
  readonly time?: string;
  readonly fieldsV1?: object;
}

/** The latest last: several own a field once they have set it to the same. */
export function managersOf({ metadata }: KubeObject, path: readonly string[]): readonly FieldManager[] {
  const owners = ((metadata.managedFields ?? []) as readonly ManagedFields[]).flatMap(({ manager, time, fieldsV1 }) =>
    manager !== undefined && owns(fieldsV1, path) ? [{ manager, ...(time === undefined ? {} : { time }) }] : [],
  );
  return owners.toSorted((a, b) => ((a.time ?? '') < (b.time ?? '') ? -1 : 1));
}

function owns(fields: unknown, path: readonly string[]): boolean {
  const at = path.reduce<unknown>(
    (parent, key) => (parent as Record<string, unknown> | undefined)?.[`f:${key}`],
    fields,
  );
  return at !== undefined;
}
