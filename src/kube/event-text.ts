/** The Event that says one thing about one object, within the limits that the API server checks. */
import { randomUUID } from 'node:crypto';
import type { KubeObject } from '../api/kube-object.ts';
import { microTime } from './micro-time.ts';

/** What is to be said. `reason` and `action` are CamelCase words, `note` is for people. */
export interface EventFacts {
  readonly regarding: KubeObject;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly action: string;
  readonly note: string;
}

/** Who says it: `controller` is a qualified name such as `pivot.metal3.io/operator`, `instance` the process. */
export interface EventReporter {
  readonly controller: string;
  readonly instance: string;
}

const longestNoteBytes = 1024;
const longestWordBytes = 128;
/** Room for a dot and 16 digits in the 253 of an object name. */
const longestNameStart = 236;

/** Events of cluster-scoped objects live in `default`. */
export function eventObject(facts: EventFacts, { controller, instance }: EventReporter, epochMs: number): KubeObject {
  const { apiVersion, kind, metadata } = facts.regarding;
  const { name, namespace, uid, resourceVersion } = metadata;
  const start = name.slice(0, longestNameStart).replace(/[^a-z0-9]+$/, '');
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: {
      name: `${start}.${randomUUID().replaceAll('-', '').slice(0, 16)}`,
      namespace: namespace ?? 'default',
    },
    eventTime: microTime(epochMs),
    type: facts.type,
    reason: fit(facts.reason, longestWordBytes),
    action: fit(facts.action, longestWordBytes),
    note: fit(facts.note, longestNoteBytes),
    reportingController: controller,
    reportingInstance: fit(instance, longestWordBytes),
    regarding: {
      apiVersion,
      kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
  };
}

/** The API server counts bytes; a cut never splits a character and shows as an ellipsis. */
function fit(text: string, bytes: number): string {
  const encoded = Buffer.from(text);
  if (encoded.length <= bytes) return text;
  let end = bytes - Buffer.byteLength('…');
  while (end > 0 && isContinuation(encoded[end])) end -= 1;
  return `${encoded.subarray(0, end).toString('utf8')}…`;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte < 0xc0;
}
