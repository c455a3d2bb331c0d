/** Does the line say what was counted, and no more? */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding, FindingKind } from '../../../testbed/witness/finding.ts';
import { explanationLines, findingLines, verdictLine } from '../../../testbed/witness/line.ts';
import type { Verdict } from '../../../testbed/witness/verdict.ts';

function verdict(counts: Verdict['counts'] = {}, findings: readonly Finding[] = []): Verdict {
  const ok = Object.keys(counts).length === 0;
  return { ok, hosts: 14, objects: 214, counts, findings, leftOut: [], allBackAt: undefined, hardware: undefined };
}

test('a good pivot says its zeros', () => {
  expect(verdictLine(verdict(), 51.6)).toBe(
    'PIVOT OK: 14 hosts, 214 objects, 0 lost, 0 deprovisioned, 0 re-inspected, 0 rebooted, 52 s',
  );
});

test('a bad one says what else was found, one or many', () => {
  expect(verdictLine(verdict({ deprovisioned: 4, 're-imaged': 1, changed: 3, 'machine replaced': 1 }), 40)).toBe(
    'PIVOT FAILED: 14 hosts, 214 objects, 0 lost, 4 deprovisioned, 0 re-inspected, 0 rebooted, 1 re-imaged, 3 objects changed, 1 Machine replaced, 40 s',
  );
});

test('without an end there is no time', () => {
  expect(verdictLine(verdict({ 'not restored': 1 }), undefined)).toMatch(/0 rebooted, 1 not restored$/);
});

const kinds: readonly FindingKind[] = [
  'lost',
  'not moved',
  'changed',
  'left in the source',
  'deprovisioned',
  're-inspected',
  're-prepared',
  're-imaged',
  'serviced',
  'rebooted',
  'nearly touched',
  'not restored',
  'two live writers',
  'machine replaced',
  'node changed',
  'written by the copier',
  'deleted before the commit',
  'not proven',
];

test('every count is in the line, whatever was found', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.integer({ min: 1000, max: 9999 }), (kind, count) => {
      expect(verdictLine(verdict({ [kind]: count }), 1)).toContain(`, ${count} `);
    }),
  );
});

test('words that only we use are explained where they are used', () => {
  const hardware = { powerCommands: 0, unheldSeconds: 6.2 };
  expect(explanationLines(verdict())).toEqual([]);
  expect(explanationLines({ ...verdict({ 'nearly touched': 2 }), hardware })).toEqual([
    'nearly touched: the Bare Metal Operator decided to act on the host, and its write was refused',
    "VIP unheld: for how long nobody held Ironic's address, as seen on the wire",
  ]);
});

test('findings come with their first evidence, and say how much more there is', () => {
  const finding: Finding = { kind: 'lost', subject: 'Secret metal3/a', evidence: ['one', 'two', 'three'] };
  expect(findingLines(verdict({}, [finding]))).toEqual([
    'lost: Secret metal3/a',
    '    one',
    '    two',
    '    and 1 more like it',
  ]);
});

test('many findings of a kind are cut, and the rest counted', () => {
  const findings = Array.from(
    { length: 5 },
    (_, index): Finding => ({ kind: 'lost', subject: `Secret metal3/${index}`, evidence: [] }),
  );
  expect(findingLines(verdict({}, findings), 2)).toEqual([
    'lost: Secret metal3/0',
    'lost: Secret metal3/1',
    'lost: 3 more',
  ]);
});
