/** One request that an API server answered, as its audit log tells it. */
import type { KubeObject } from '../../src/api/kube-object.ts';

export type Side = 'source' | 'target';

export interface AuditEntry {
  readonly side: Side;
  /** Milliseconds since the epoch, with the log's microseconds as a fraction. */
  readonly received: number;
  /** When the answer was complete; what was written is visible from here at the latest. */
  readonly completed: number;
  readonly user: string;
  readonly verb: string;
  readonly group: string;
  /** Plural name of the type. */
  readonly resource: string;
  /** Such as `status`; '' for the object itself. */
  readonly subresource: string;
  readonly namespace: string;
  /** undefined for requests on a whole collection. */
  readonly name: string | undefined;
  /** Of the object that was written, where the log tells it. */
  readonly uid: string | undefined;
  /** HTTP status of the answer. */
  readonly code: number;
  readonly dryRun: boolean;
  /** The answered object, where the audit policy records it and the answer was not a bare Status. */
  readonly object: KubeObject | undefined;
}

interface RawEvent {
  readonly stage?: string;
  readonly verb?: string;
  readonly requestURI?: string;
  readonly user?: { readonly username?: string };
  readonly objectRef?: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly apiGroup?: string;
    readonly uid?: string;
  };
  readonly responseStatus?: { readonly code?: number };
  readonly requestObject?: { readonly kind?: string; readonly dryRun?: readonly string[] };
  readonly responseObject?: KubeObject & { readonly details?: { readonly uid?: string } };
  readonly requestReceivedTimestamp?: string;
  readonly stageTimestamp?: string;
}

/** Milliseconds since the epoch of an RFC 3339 time, keeping digits below the millisecond, which `Date` drops. */
export function instant(time: string): number {
  const below = /\.\d{3}(\d+)/.exec(time)?.[1] ?? '';
  return Date.parse(time) + (below === '' ? 0 : Number(`0.${below}`));
}

/** The options of a deletion that has a body are in it, and the API server does not look at the query then. */
function isDryRun({ verb = '', requestURI = '', requestObject }: RawEvent): boolean {
  if (verb.startsWith('delete') && requestObject !== undefined) return (requestObject.dryRun?.length ?? 0) > 0;
  return /[?&]dryRun=/.test(requestURI);
}

function entryOf(event: RawEvent, side: Side): AuditEntry | undefined {
  const { objectRef: ref, responseObject: answer } = event;
  if (event.stage !== 'ResponseComplete' || ref?.resource === undefined) return undefined;
  // A core/v1 Status is an answer about the object, not the object.
  const object = answer?.metadata !== undefined && answer.kind !== 'Status' ? answer : undefined;
  return {
    side,
    received: instant(event.requestReceivedTimestamp ?? ''),
    completed: instant(event.stageTimestamp ?? ''),
    user: event.user?.username ?? '',
    verb: event.verb ?? '',
    group: ref.apiGroup ?? '',
    resource: ref.resource,
    subresource: ref.subresource ?? '',
    namespace: ref.namespace ?? '',
    name: ref.name ?? object?.metadata.name,
    uid: object?.metadata.uid ?? answer?.details?.uid ?? ref.uid,
    code: event.responseStatus?.code ?? 0,
    dryRun: isDryRun(event),
    object,
  };
}

/**
 * Reads the lines of an audit log (audit.k8s.io/v1 Events). Fails on a line that is no JSON: evidence that cannot be
 * read must not pass for evidence that says nothing.
 */
export function parseAuditLog(lines: readonly string[], side: Side): readonly AuditEntry[] {
  return lines.flatMap((line, index) => {
    let event: RawEvent;
    try {
      event = JSON.parse(line) as RawEvent;
    } catch (cause) {
      throw new Error(`line ${index + 1} of the ${side}'s audit log is not JSON: ${line.slice(0, 80)}`, { cause });
    }
    const entry = entryOf(event, side);
    return entry === undefined ? [] : [entry];
  });
}

/** Entries of several logs in the order in which their answers were complete. */
export function inOrder(entries: readonly AuditEntry[]): readonly AuditEntry[] {
  return entries.toSorted((a, b) => a.completed - b.completed);
}

const writes = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

/** Whatever was answered: dry runs, and reviews of rights and tokens, are never stored. */
export function storesNothing({ group, dryRun }: AuditEntry): boolean {
  return dryRun || group === 'authorization.k8s.io' || group === 'authentication.k8s.io';
}

/** Did the request change what is stored? */
export function changedSomething(entry: AuditEntry): boolean {
  return writes.has(entry.verb) && !storesNothing(entry) && entry.code >= 200 && entry.code < 300;
}

/** `12:03:44.123`, UTC. */
export function clockTime(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}

/** One line that quotes an entry as evidence. */
export function quote(entry: AuditEntry, what: string): string {
  return `${clockTime(entry.completed)} ${entry.side}: ${what} (${entry.verb}${entry.subresource === '' ? '' : ` ${entry.subresource}`} by ${entry.user})`;
}
