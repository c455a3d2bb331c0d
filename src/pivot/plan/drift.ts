/** What is different from the plan that was approved, in words. */
import type { PlanDocument } from './document.ts';

/** Most telling first; empty when nothing that matters changed. */
export function drift(approved: PlanDocument, current: PlanDocument): readonly string[] {
  return [...objectDrift(approved, current), ...hostDrift(approved, current), ...textDrift(approved, current)];
}

function objectDrift(approved: PlanDocument, current: PlanDocument): string[] {
  const before = new Map(approved.objects.map((one) => [one.identity, one]));
  const after = new Map(current.objects.map((one) => [one.identity, one]));
  const gone = approved.objects.filter(({ identity }) => !after.has(identity));
  const added = current.objects.filter(({ identity }) => !before.has(identity));
  const changed = current.objects.filter(({ identity, digest }) => {
    const one = before.get(identity);
    return one !== undefined && one.digest !== digest;
  });
  return [
    ...gone.map(({ identity }) => `${inWords(identity)} is gone`),
    ...added.map(({ identity }) => `${inWords(identity)} is new`),
    ...changed.map(({ identity }) => `the spec of ${inWords(identity)} changed`),
  ];
}

function hostDrift(approved: PlanDocument, current: PlanDocument): string[] {
  const before = new Map(approved.hosts.map((host) => [host.name, host]));
  return current.hosts.flatMap(({ name, state, claimed }) => {
    const host = before.get(name);
    if (host === undefined) return [];
    const changes = [
      ...(host.state === state ? [] : [`is ${state} and was ${host.state}`]),
      ...(host.claimed === claimed ? [] : [claimed ? 'is claimed now' : 'is not claimed any more']),
    ];
    return changes.map((change) => `BareMetalHost ${name} ${change}`);
  });
}

function textDrift(approved: PlanDocument, current: PlanDocument): string[] {
  const left = difference(
    approved.leftBehind.map(({ object }) => object),
    current.leftBehind.map(({ object }) => object),
  );
  const steps = difference(approved.steps, current.steps);
  return [
    ...left.added.map((object) => `${object} would be left behind`),
    ...left.gone.map((object) => `${object} would not be left behind any more`),
    ...steps.added.map((step) => `new step: ${step}`),
    ...steps.gone.map((step) => `no step any more: ${step}`),
  ];
}

function difference(before: readonly string[], after: readonly string[]) {
  return {
    added: after.filter((one) => !before.includes(one)),
    gone: before.filter((one) => !after.includes(one)),
  };
}

/** `group/Kind/namespace/name` as messages show an object. */
export function inWords(identity: string): string {
  const [, kind = '', namespace = '', name = ''] = identity.split('/');
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}
