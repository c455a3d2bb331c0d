/** What of one cluster's snapshot is not as it was: object by object, the same incarnation, content, and state of hosts. */
import type { KubeObject } from '../../src/api/kube-object.ts';
import { hostStatus, stateOf } from '../../testbed/witness/host-status.ts';
import { differences } from '../../testbed/witness/objects.ts';
import { type ClusterSnapshot, indexed, nameOf } from '../../testbed/witness/snapshot.ts';

function content(object: KubeObject): Readonly<Record<string, unknown>> {
  const { uid, labels, annotations, ownerReferences, finalizers } = object.metadata;
  return { ...object, status: undefined, metadata: { uid, labels, annotations, ownerReferences, finalizers } };
}

/** A restarted Ironic is empty: the host is registered again, rightly. */
function withoutRegister(host: KubeObject) {
  return { ...hostStatus(host).operationHistory, register: undefined };
}

export function unlike(before: ClusterSnapshot, after: ClusterSnapshot): readonly string[] {
  const [then, now] = [indexed(before.objects), indexed(after.objects)];
  const found: string[] = [];
  for (const [key, was] of then) {
    const is = now.get(key);
    if (is === undefined) found.push(`${nameOf(was)} is gone`);
    else found.push(...differences(content(was), content(is)).map((path) => `${nameOf(was)}: ${path}`));
    if (is !== undefined && was.kind === 'BareMetalHost') {
      const [a, b] = [was, is].map((host) => ({
        state: stateOf(host),
        poweredOn: hostStatus(host).poweredOn,
        operationHistory: withoutRegister(host),
      }));
      found.push(...differences(a, b).map((path) => `${nameOf(was)}: status.${path}`));
    }
  }
  for (const [key, is] of now) if (!then.has(key)) found.push(`${nameOf(is)} is new`);
  return found;
}
