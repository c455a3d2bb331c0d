/** Was a host touched? From its recorded states, its operation history before and after, and what the operators logged. */
import type { KubeObject } from '../../src/api/kube-object.ts';
import { clockTime, quote, type Side } from './audit-entry.ts';
import type { Finding, FindingKind } from './finding.ts';
import { hostStatus, startOf, stateOf } from './host-status.ts';
import type { Version } from './object-history.ts';
import { type OperatorLine, requestOf } from './operator-log.ts';
import { nameOf } from './snapshot.ts';

/** States that a host at rest only enters when something is done to it. */
const statesOfTouch: Readonly<Record<string, FindingKind>> = {
  deprovisioning: 'deprovisioned',
  'powering off before delete': 'deprovisioned',
  deleting: 'deprovisioned',
  inspecting: 're-inspected',
  preparing: 're-prepared',
  provisioning: 're-imaged',
};

/** Operations whose start changes when they are done again. `register` changes rightly: the target's Ironic is a new one. */
const operationsOfTouch: Readonly<Record<string, FindingKind>> = {
  deprovision: 'deprovisioned',
  inspect: 're-inspected',
  provision: 're-imaged',
};

/**
 * The fixture provisioner has one power state for all hosts, in memory, and it is off at first: what it discovers is no
 * evidence. What the operator asks it to switch is, and is in the log.
 */
const fixtureId = 'temporary-fake-id';

function kindOfState(state: string): FindingKind | undefined {
  return Object.hasOwn(statesOfTouch, state) ? statesOfTouch[state] : undefined;
}

/** States, power and servicing as the API servers stored them. The start is no evidence: nothing had happened by then. */
export function touchesInHistory(history: readonly Version[]): readonly Finding[] {
  const findings: Finding[] = [];
  const previous = new Map<string, KubeObject>();
  for (const { side, name, object, entry } of history) {
    const track = `${side} ${name}`;
    const before = previous.get(track);
    if (object === undefined) previous.delete(track);
    else previous.set(track, object);
    if (object === undefined || entry === undefined) continue;
    for (const [kind, what] of changes(before, object)) {
      findings.push({ kind, subject: nameOf(object), evidence: [quote(entry, `${name} ${what}`)] });
    }
  }
  return findings;
}

function changes(before: KubeObject | undefined, after: KubeObject): readonly (readonly [FindingKind, string])[] {
  const was = before === undefined ? '' : stateOf(before);
  const is = stateOf(after);
  const state = was === is ? undefined : kindOfState(is);
  const wentOff =
    before !== undefined &&
    hostStatus(before).poweredOn === true &&
    hostStatus(after).poweredOn === false &&
    hostStatus(after).provisioning?.ID !== fixtureId;
  const operational = hostStatus(after).operationalStatus;
  const serviced =
    operational === 'servicing' && (before === undefined || hostStatus(before).operationalStatus !== operational);
  return [
    ...(state === undefined ? [] : [[state, `went from ${was === '' ? 'no state' : was} to ${is}`] as const]),
    ...(wentOff ? [['rebooted', 'was powered on and is off'] as const] : []),
    ...(serviced ? [['serviced', 'is being serviced'] as const] : []),
  ];
}

/** Operations that began again between the two moments. */
export function touchesInOperationHistory(
  before: readonly KubeObject[],
  after: Readonly<Record<Side, readonly KubeObject[]>>,
): readonly Finding[] {
  return before.flatMap((was) =>
    (['source', 'target'] as const).flatMap((side) => {
      const is = after[side].find(({ metadata }) => metadata.name === was.metadata.name);
      return is === undefined ? [] : operationsBegunAgain(was, is, side);
    }),
  );
}

function operationsBegunAgain(was: KubeObject, is: KubeObject, side: Side): readonly Finding[] {
  return Object.entries(operationsOfTouch).flatMap(([operation, kind]) => {
    const [then, now] = [startOf(was, operation), startOf(is, operation)];
    if (then === now || (then !== undefined && now !== undefined && Date.parse(then) === Date.parse(now))) return [];
    const text = `${side}: ${is.metadata.name} has operationHistory.${operation}.start ${now ?? 'none'}, before the pivot ${then ?? 'none'}`;
    return [{ kind, subject: nameOf(is), evidence: [text] }];
  });
}

/**
 * What the Bare Metal Operators said from `startAt` on that they did. A state that they only say they change to did
 * nothing to the host, unless it was stored: they act on a stored state only.
 */
export function touchesInLogs(
  lines: readonly OperatorLine[],
  history: readonly Version[],
  startAt: number,
): readonly Finding[] {
  const subjects = new Map(
    history.flatMap(({ name, object }) => (object === undefined ? [] : [[name, nameOf(object)]])),
  );
  const stored = new Set(
    history.flatMap(({ side, name, object }) => (object === undefined ? [] : [`${side} ${name} ${stateOf(object)}`])),
  );
  return lines.flatMap((line) => {
    const { side, host, newState, at } = line;
    const subject = subjects.get(host);
    if (subject === undefined || at < startAt) return [];
    const says = `${clockTime(at)} ${side}: Bare Metal Operator on ${host}: ${line.message}`;
    const request = requestOf(line);
    if (request !== undefined) return [{ kind: request, subject, evidence: [says] }];
    if (newState === undefined || kindOfState(newState) === undefined) return [];
    if (stored.has(`${side} ${host} ${newState}`)) return [];
    return [{ kind: 'nearly touched', subject, evidence: [`${says} to ${newState}`] }];
  });
}
