/** Ways to make evidence say what did not happen. */
import type { KubeObject } from '../../../src/api/kube-object.ts';
import type { AuditEntry, Side } from '../../../testbed/witness/audit-entry.ts';
import type { Held } from '../../../testbed/witness/snapshot.ts';
import type { RunEvidence } from '../run/witness.ts';

export type Tamper = (evidence: RunEvidence) => RunEvidence;
type Fields = Readonly<Record<string, unknown>>;

function merged(value: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const before = typeof value === 'object' && value !== null ? value : {};
  const changes = Object.entries(patch).map(([name, inner]) => [name, merged((before as Fields)[name], inner)]);
  return { ...before, ...Object.fromEntries(changes) };
}

function isCalled(name: string): (object: KubeObject) => boolean {
  return (object) => `${object.kind} ${object.metadata.name}` === name;
}

/** `Kind name`. Throws when there is none: a test that changes nothing would prove nothing. */
function held(evidence: RunEvidence, when: 'before' | 'after', side: Side, name: string): Held {
  const found = evidence[when][side].objects.find(({ object }) => isCalled(name)(object));
  if (found === undefined) throw new Error(`there is no ${name} ${when} in the ${side}`);
  return found;
}

function withObjects(evidence: RunEvidence, side: Side, objects: readonly Held[]): RunEvidence {
  const after = { ...evidence.after, [side]: { ...evidence.after[side], objects } };
  return { ...evidence, after };
}

/** In the end the object is not there. */
export function lose(side: Side, name: string): Tamper {
  return (evidence) => {
    const lost = held(evidence, 'after', side, name);
    return withObjects(
      evidence,
      side,
      evidence.after[side].objects.filter((one) => one !== lost),
    );
  };
}

/** In the end the object is as a merge patch makes it. */
export function change(side: Side, name: string, patch: Fields): Tamper {
  return (evidence) => {
    const was = held(evidence, 'after', side, name);
    const is = { ...was, object: merged(was.object, patch) as KubeObject };
    const objects = evidence.after[side].objects.map((one) => (one === was ? is : one));
    return withObjects(evidence, side, objects);
  };
}

/** In the end an object of before is there, too. */
export function bringBack(side: Side, name: string): Tamper {
  return (evidence) => {
    const objects = [...evidence.after[side].objects, held(evidence, 'before', 'source', name)];
    return withObjects(evidence, side, objects);
  };
}

function withAround(evidence: RunEvidence, side: Side, objects: readonly KubeObject[]): RunEvidence {
  const after = { ...evidence.around.after, [side]: objects };
  return { ...evidence, around: { ...evidence.around, after } };
}

/** In the end there is one object more beside what moves. */
export function leave(side: Side, object: KubeObject): Tamper {
  return (evidence) => withAround(evidence, side, [...evidence.around.after[side], object]);
}

/** In the end something beside what moves is as a merge patch makes it. */
export function changeAround(side: Side, name: string, patch: Fields): Tamper {
  return (evidence) => {
    const was = evidence.around.after[side].find(isCalled(name));
    if (was === undefined) throw new Error(`there is no ${name} in the ${side}`);
    const is = merged(was, patch) as KubeObject;
    return withAround(
      evidence,
      side,
      evidence.around.after[side].map((one) => (one === was ? is : one)),
    );
  };
}

interface Request {
  readonly side: Side;
  readonly verb: string;
  /** `Kind name` of an object of before, and how it was answered. */
  readonly object: string;
  readonly patch?: Fields;
  readonly user?: string;
  /** Right before the end, where else it is right after the beginning. */
  readonly last?: boolean;
}

/** Somebody asked for this, and got it. */
export function ask({ side, verb, object: name, patch = {}, user = 'somebody', last = false }: Request): Tamper {
  return (evidence) => {
    const { resource, object } = held(evidence, 'before', 'source', name);
    const [group = ''] = object.apiVersion.split('/');
    const at = last ? evidence.after.takenAt : evidence.before.takenAt + 1;
    const answer = merged(object, patch) as KubeObject;
    const entry: AuditEntry = {
      side,
      received: at,
      completed: at,
      user,
      verb,
      group: object.apiVersion.includes('/') ? group : '',
      resource,
      subresource: '',
      namespace: evidence.namespace,
      name: answer.metadata.name,
      uid: answer.metadata.uid,
      code: 200,
      dryRun: false,
      object: answer,
    };
    return { ...evidence, audit: [...evidence.audit, entry] };
  };
}

/** Right after the beginning a Bare Metal Operator said this of a host. */
export function say(side: Side, host: string, message: string): Tamper {
  return (evidence) => {
    const line = { side, at: evidence.before.takenAt + 1, host, message, newState: undefined };
    return { ...evidence, logs: [...evidence.logs, line] };
  };
}

/** Of what was written in a cluster nothing is known. */
export function cutOff(side: Side): Tamper {
  return (evidence) => ({ ...evidence, audit: evidence.audit.filter((entry) => entry.side !== side) });
}
