/** The last known state of a set of objects, and which changes lead from one state to the next. */
import { type KubeObject, type ObjectRef, withoutManagedFields } from '../api/kube-object.ts';

/** Objects are deeply frozen. `previous` is what a MODIFIED object was before. */
export type Change =
  | { readonly type: 'ADDED' | 'DELETED'; readonly object: KubeObject }
  | { readonly type: 'MODIFIED'; readonly object: KubeObject; readonly previous: KubeObject };

/** Objects by namespace and name; knows incarnations by UID, so a re-created object is never taken for a changed one. */
export class ObjectStore {
  readonly #objects = new Map<string, KubeObject>();
  readonly #keep: (object: KubeObject) => KubeObject;

  /** `keep`: what to hold of an object that is received; namespace, name, UID and resourceVersion must be in it. */
  constructor(keep: (object: KubeObject) => KubeObject = withoutManagedFields) {
    this.#keep = keep;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(ref: ObjectRef): KubeObject | undefined {
    return this.#objects.get(keyOf(ref));
  }

  /** In no special order; of one namespace when given. */
  list(namespace?: string): readonly KubeObject[] {
    const all = [...this.#objects.values()];
    return namespace === undefined ? all : all.filter((object) => object.metadata.namespace === namespace);
  }

  /** Takes in one object that is (or, when DELETED, was) there. */
  apply(type: 'ADDED' | 'MODIFIED' | 'DELETED', received: KubeObject): readonly Change[] {
    const key = keyOf(received.metadata);
    const known = this.#objects.get(key);
    if (type !== 'DELETED') return this.#put(key, known, received);
    // The end of an incarnation that was replaced already says nothing about the present one.
    if (known === undefined || known.metadata.uid !== received.metadata.uid) return [];
    this.#objects.delete(key);
    return [{ type: 'DELETED', object: this.#held(received) }];
  }

  /** Takes in a complete list: what is not in it was deleted while nobody looked. Deletions come first. */
  replace(items: readonly KubeObject[]): readonly Change[] {
    const listed = new Set(items.map((item) => keyOf(item.metadata)));
    const deleted: Change[] = [];
    for (const [key, object] of this.#objects) {
      if (listed.has(key)) continue;
      this.#objects.delete(key);
      deleted.push({ type: 'DELETED', object });
    }
    return [
      ...deleted,
      ...items.flatMap((item) => this.#put(keyOf(item.metadata), this.#objects.get(keyOf(item.metadata)), item)),
    ];
  }

  #put(key: string, known: KubeObject | undefined, received: KubeObject): readonly Change[] {
    if (known !== undefined && sameVersion(known, received)) return [];
    const object = this.#held(received);
    this.#objects.set(key, object);
    if (known === undefined) return [{ type: 'ADDED', object }];
    if (known.metadata.uid === object.metadata.uid) return [{ type: 'MODIFIED', object, previous: known }];
    return [
      { type: 'DELETED', object: known },
      { type: 'ADDED', object },
    ];
  }

  #held(received: KubeObject): KubeObject {
    return deepFreeze(this.#keep(received));
  }
}

/** Names an object among those of its type. */
export function keyOf({ namespace, name }: ObjectRef): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function sameVersion(one: KubeObject, other: KubeObject): boolean {
  const { uid, resourceVersion } = one.metadata;
  return (
    uid === other.metadata.uid && resourceVersion !== undefined && resourceVersion === other.metadata.resourceVersion
  );
}

/** What tells objects and their versions apart, with labels: thousands of these are small. */
export function nameAndVersion({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  const { annotations: _a, ownerReferences: _o, finalizers: _f, managedFields: _m, ...told } = metadata;
  return { apiVersion, kind, metadata: told };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
