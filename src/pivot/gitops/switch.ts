/** The field by which a GitOps owner acts without being asked: how it is switched off, and given back what it was. */
import type { KubeObject } from '../../api/kube-object.ts';
import { type FieldManager, managersOf } from '../../api/managed-fields.ts';
import { sameJson } from '../inventory.ts';

interface Switch {
  readonly path: readonly string[];
  /** null: the field goes. */
  readonly off: true | null;
  readonly isOff: (value: unknown) => boolean;
}

/** Of Argo CD. Taken off and not `enabled: false`, which only releases from 3.1 on know and older ones drop in silence. */
const automated: Switch = {
  path: ['spec', 'syncPolicy', 'automated'],
  off: null,
  isOff: (value) => value === null || (value as { readonly enabled?: boolean }).enabled === false,
};
/** Of Flux. */
const suspend: Switch = { path: ['spec', 'suspend'], off: true, isOff: (value) => value === true };

function switchOf(kind: string): Switch {
  return kind === 'Application' ? automated : suspend;
}

/** `spec.suspend` */
export function switchName(kind: string): string {
  return switchOf(kind).path.join('.');
}

/** What it is set to; null when it is not set. */
export function switchValue(owner: KubeObject): unknown {
  const { path } = switchOf(owner.kind);
  return path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], owner) ?? null;
}

export function offValue(kind: string): true | null {
  return switchOf(kind).off;
}

export function isOff(owner: KubeObject): boolean {
  return switchOf(owner.kind).isOff(switchValue(owner));
}

/** Whether it is set to what we set it to: whoever has set it to something else since meant that. */
export function isAsFrozen(owner: KubeObject): boolean {
  return sameJson(switchValue(owner), offValue(owner.kind));
}

/** Who set it, the latest last. */
export function switchedBy(owner: KubeObject): readonly FieldManager[] {
  return managersOf(owner, switchOf(owner.kind).path);
}

/** A merge patch; null takes the field away. */
export function switchPatch(kind: string, value: unknown): Readonly<Record<string, object>> {
  return switchOf(kind).path.reduceRight<unknown>((child, key) => ({ [key]: child }), value) as Record<string, object>;
}

/** What it says in `was` of the journal. */
export function wasOf(owner: KubeObject): { readonly was?: string } {
  const value = switchValue(owner);
  return value === null ? {} : { was: JSON.stringify(value) };
}
