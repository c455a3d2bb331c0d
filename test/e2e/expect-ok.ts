/** A pivot that must have gone well, as the witness saw it. */
import { expect } from 'vitest';
import { staysBehind } from '../../testbed/demo/operator.ts';
import { findingLines, verdictLine } from '../../testbed/witness/line.ts';
import type { LeftOut } from '../../testbed/witness/objects.ts';
import { type Evidence, judge, type Verdict } from '../../testbed/witness/verdict.ts';
import { namespace } from './testbed-pivot.ts';

/** The independent verdict on a pivot that must have gone well; what it found is in the failure's text. */
export function expectOk(evidence: Evidence, stay: readonly LeftOut[] = []): Verdict {
  const verdict = judge(evidence, { boundaries: true, stay: [...staysBehind(namespace), ...stay] });
  expect([verdictLine(verdict, undefined), ...findingLines(verdict)].join('\n')).toMatch(
    /^PIVOT OK: 14 hosts, \d+ objects, 0 lost, 0 deprovisioned, 0 re-inspected, 0 rebooted, 0 power commands, VIP unheld for \d+\.\d s$/,
  );
  return verdict;
}
