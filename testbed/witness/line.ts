/** The verdict in one line, and in as many as it takes. */
import type { FindingKind } from './finding.ts';
import type { Verdict } from './verdict.ts';

/** Always said, also when they are zero. */
const headline: readonly FindingKind[] = ['lost', 'deprovisioned', 're-inspected', 'rebooted'];

type Other = Exclude<FindingKind, 'lost' | 'deprovisioned' | 're-inspected' | 'rebooted' | 'power command'>;

/** Said only when they happened, in this order: for one, and for more. */
const others: Readonly<Record<Other, readonly [one: string, more: string]>> = {
  're-imaged': ['re-imaged', 're-imaged'],
  're-prepared': ['re-prepared', 're-prepared'],
  serviced: ['serviced', 'serviced'],
  'nearly touched': ['nearly touched', 'nearly touched'],
  'not restored': ['not restored', 'not restored'],
  'not moved': ['object not moved', 'objects not moved'],
  changed: ['object changed', 'objects changed'],
  'left in the source': ['object left in the source', 'objects left in the source'],
  'two live writers': ['host with two live writers', 'hosts with two live writers'],
  'machine replaced': ['Machine replaced', 'Machines replaced'],
  'node changed': ['Node changed', 'Nodes changed'],
  'written by the copier': ['source object written by the copier', 'source objects written by the copier'],
  'deleted before the commit': ['source object deleted before the commit', 'source objects deleted before the commit'],
  'not as it was in Ironic': ['host not as it was in Ironic', 'hosts not as they were in Ironic'],
  'endpoint disputed': ['endpoint disputed', 'endpoints disputed'],
  'endpoint not handed over': ['endpoint not handed over', 'endpoints not handed over'],
  'not proven': ['object without evidence', 'objects without evidence'],
};

/** What only a real Ironic before real BMCs can be asked. */
function hardwareParts({ hardware }: Verdict): readonly string[] {
  if (hardware === undefined) return [];
  const { powerCommands, unheldSeconds } = hardware;
  return [
    `${powerCommands} power ${powerCommands === 1 ? 'command' : 'commands'}`,
    `VIP unheld for ${unheldSeconds.toFixed(1)} s`,
  ];
}

/**
 * `PIVOT OK: 14 hosts, 214 objects, 0 lost, 0 deprovisioned, 0 re-inspected, 0 rebooted, 0 power commands, VIP unheld for
 * 6.2 s, 52 s`, or `PIVOT FAILED: ...` with what else was found. `seconds` is how long it took until the last host was back.
 */
export function verdictLine(verdict: Verdict, seconds: number | undefined): string {
  const { counts } = verdict;
  const parts = [
    `${verdict.hosts} hosts`,
    `${verdict.objects} objects`,
    ...headline.map((kind) => `${counts[kind] ?? 0} ${kind}`),
    ...hardwareParts(verdict),
    ...Object.entries(others).flatMap(([kind, [one, more]]) => {
      const number = counts[kind as Other] ?? 0;
      return number === 0 ? [] : [`${number} ${number === 1 ? one : more}`];
    }),
    ...(seconds === undefined ? [] : [`${Math.round(seconds)} s`]),
  ];
  return `${verdict.ok ? 'PIVOT OK' : 'PIVOT FAILED'}: ${parts.join(', ')}`;
}

/** What the words of the line mean that only we use; of those that are in it. */
export function explanationLines({ counts, hardware }: Verdict): readonly string[] {
  return [
    ...((counts['nearly touched'] ?? 0) > 0
      ? ['nearly touched: the Bare Metal Operator decided to act on the host, and its write was refused']
      : []),
    ...(hardware === undefined ? [] : ["VIP unheld: for how long nobody held Ironic's address, as seen on the wire"]),
  ];
}

const evidenceShown = 2;

/** Each finding with its first evidence; at most `limit` of a kind. */
export function findingLines(verdict: Verdict, limit = 20): readonly string[] {
  const groups = Map.groupBy(verdict.findings, ({ kind }) => kind);
  return [...groups].flatMap(([kind, group]) => [
    ...group
      .slice(0, limit)
      .flatMap(({ subject, evidence }) => [
        `${kind}: ${subject}`,
        ...evidence.slice(0, evidenceShown).map((text) => `    ${text}`),
        ...(evidence.length > evidenceShown ? [`    and ${evidence.length - evidenceShown} more like it`] : []),
      ]),
    ...(group.length > limit ? [`${kind}: ${group.length - limit} more`] : []),
  ]);
}
