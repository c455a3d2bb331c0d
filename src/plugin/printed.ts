/** Objects as programs read them. */
import { stringify } from 'yaml';
import { type KubeObject, withoutManagedFields } from '../api/kube-object.ts';

export function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

export function yaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd();
}

/** As `kubectl get -o` prints one object, or several as a List. */
export function printedObjects(objects: readonly KubeObject[], single: boolean): unknown {
  const items = objects.map(withoutManagedFields);
  return single ? items[0] : { apiVersion: 'v1', kind: 'List', metadata: {}, items };
}
