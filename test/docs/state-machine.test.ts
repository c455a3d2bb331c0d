/** Does docs/state-machine.md say rightly from where there is a way back, and has it a paragraph for each phase? */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { phasesWithWayBack } from '../../scripts/state-machine-part.ts';
import type { PivotStatus } from '../../src/api/clusterpivot.ts';
import { phases, type ShownPhase } from '../../src/api/phases.ts';
import { run } from '../pivot/model/run.ts';
import { World } from '../pivot/model/world.ts';

vi.setConfig({ testTimeout: 60_000 });

const page = readFileSync(join(import.meta.dirname, '../../docs/state-machine.md'), 'utf8');

it('has a paragraph for each phase, in their order', () => {
  const paragraphs = [...page.matchAll(/^\*\*(\w+)\*\* /gm)].map(([, phase]) => phase);
  expect(paragraphs).toEqual([...phases, 'RollingBack', 'RolledBack']);
});

/** The phases of a pivot that is called off as soon as its status fits. */
function calledOffWhen(fits: (status: PivotStatus) => boolean): ReadonlySet<ShownPhase> {
  const world = new World({ spec: { gates: { steadySeconds: 3, holdSeconds: 3, soakSeconds: 3 } } });
  let called = false;
  const { looks } = run(world, {
    before: ({ pivot }) => {
      if (pivot === undefined || called || !fits(pivot.status)) return;
      called = true;
      world.pivot = { ...pivot, spec: { ...pivot.spec, rollback: true } };
    },
  });
  expect(called).toBe(true);
  return new Set(looks.map(({ decision }) => decision.phase));
}

// A modelled world passes Verifying at once, as it passes Preflight, in which nothing is begun.
const shown = phases.filter((phase) => !['Preflight', 'AwaitingApproval', 'Verifying', 'Completed'].includes(phase));

it.each(shown)('a pivot that is called off in %s goes back, or on, as the page says', (phase) => {
  const written = calledOffWhen(
    ({ phase: now, journal }) =>
      now === phase &&
      journal?.startedTime !== undefined &&
      (phase !== 'Committing' || journal.committedTime !== undefined),
  );
  const back = phasesWithWayBack().includes(phase);
  expect([written.has('RolledBack'), written.has('Completed')]).toEqual([back, !back]);
});

it('one that is called off in Committing before that is journalled goes back', () => {
  const written = calledOffWhen(({ phase, journal }) => phase === 'Committing' && journal?.committedTime === undefined);
  expect([written.has('RolledBack'), written.has('Completed')]).toEqual([true, false]);
});
