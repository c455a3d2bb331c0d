/** What the judge may find, and the evidence for it. */

/** Each kind names what happened; a verdict counts the subjects of a kind. */
export type FindingKind =
  /** An object of before is in neither cluster. */
  | 'lost'
  /** It is only in the source. */
  | 'not moved'
  /** It is there, but not as it was. */
  | 'changed'
  /** It is in both clusters after the pivot. */
  | 'left in the source'
  | 'deprovisioned'
  | 're-inspected'
  | 're-prepared'
  | 're-imaged'
  | 'serviced'
  | 'rebooted'
  /** The Bare Metal Operator had decided to do one of these, and could not store its decision any more. */
  | 'nearly touched'
  /** The host is not back in the state that it had. */
  | 'not restored'
  /** Both Bare Metal Operators ran while the host was unpaused in both clusters. */
  | 'two live writers'
  | 'machine replaced'
  | 'node changed'
  /** The account that copies wrote to a source object that it only had to read. */
  | 'written by the copier'
  | 'deleted before the commit'
  /** A BMC was told to switch the power. */
  | 'power command'
  /** To the target's Ironic the host is not what it was to the source's. */
  | 'not as it was in Ironic'
  /** More than one node, or a stranger, answered for Ironic's address. */
  | 'endpoint disputed'
  /** In the end the target does not hold Ironic's address. */
  | 'endpoint not handed over'
  /** The evidence does not cover what was to be proven. */
  | 'not proven';

export interface Finding {
  readonly kind: FindingKind;
  /** Name of the object, such as `BareMetalHost metal3/host-00`. */
  readonly subject: string;
  /** What was seen, when and where; the first lines suffice. */
  readonly evidence: readonly string[];
}

/** One finding for a kind and subject, with the evidence of all. */
export function merged(findings: readonly Finding[]): readonly Finding[] {
  const groups = Map.groupBy(findings, ({ kind, subject }) => `${kind} ${subject}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, evidence: [...new Set(group.flatMap(({ evidence }) => evidence))] }];
  });
}
