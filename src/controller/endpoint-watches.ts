/** What each pivot's endpoint looked like so far. Kept by this process alone: another one has to see everything again. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { ObjectRef } from '../api/kube-object.ts';
import { keyOf } from '../kube/store.ts';
import { type EndpointLook, type EndpointMemory, noMemory, watchEndpoint } from '../pivot/endpoint/watch.ts';
import type { ObservedEndpoint } from '../pivot/observation.ts';

export class EndpointWatches {
  /** By namespace and name, with the UID: a ClusterPivot of the same name is another one. */
  readonly #memories = new Map<string, { readonly uid: string | undefined; readonly memory: EndpointMemory }>();

  look({ metadata }: ClusterPivot, look: EndpointLook): ObservedEndpoint {
    const { uid } = metadata;
    const known = this.#memories.get(keyOf(metadata));
    const { memory, seen } = watchEndpoint(known !== undefined && known.uid === uid ? known.memory : noMemory, look);
    this.#memories.set(keyOf(metadata), { uid, memory });
    return seen;
  }

  /** The ClusterPivot is gone, or over. */
  forget(ref: ObjectRef): void {
    this.#memories.delete(keyOf(ref));
  }
}
