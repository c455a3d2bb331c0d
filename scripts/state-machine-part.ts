/** The diagram and the table of docs/state-machine.md, from the goals as they are asked. */
import { phaseConditions } from '../src/api/conditions.ts';
import { type Phase, phaseGoals } from '../src/api/phases.ts';
import { goals } from '../src/pivot/goals/index.ts';
import { code, markdownTable } from './markdown-table.ts';

/** Where a pivot can be rolled back: it has written something, and not committed. */
const firstWithWayBack: Phase = 'Preparing';
const firstWithoutWayBack: Phase = 'Committing';

export function stateMachinePart(): string {
  return `${diagram()}\n${phaseTable()}`;
}

/** test/docs/state-machine.test.ts calls a pivot off in each phase, to see that it is so. */
export function phasesWithWayBack(): readonly Phase[] {
  const names = goals.map(([phase]) => phase);
  return names.slice(names.indexOf(firstWithWayBack), names.indexOf(firstWithoutWayBack));
}

function diagram(): string {
  const names = goals.map(([phase]) => phase);
  const undoable = phasesWithWayBack();
  const edges = names.flatMap((name, index) => {
    const next = names[index + 1];
    return next === undefined || name === 'Completed' ? [] : [`  ${name} -->|${phaseConditions[name]}| ${next}`];
  });
  const group = (id: string, title: string, members: readonly string[]) =>
    `  subgraph ${id}["${title}"]\n    ${members.join('\n    ')}\n  end`;
  const first = names.slice(0, names.indexOf(firstWithWayBack));
  const last = names.slice(names.indexOf(firstWithoutWayBack));
  return [
    '```mermaid',
    'flowchart TD',
    group('looking', 'nothing is written: to call it off is to delete it', first),
    group('undoable', 'the source can have everything back', undoable),
    group('forward', 'only forward, from journal.committedTime on', last),
    ...edges,
    '  undoable -->|failed, called off or deleted| RollingBack',
    '  RollingBack --> RolledBack',
    '  RolledBack -->|spec.attempt is raised| Preflight',
    '```',
    '',
  ].join('\n');
}

function phaseTable(): string {
  const rows = goals.map(([phase]) => [
    code(phase),
    phaseGoals[phase],
    code(phase === 'Completed' ? 'Ready' : phaseConditions[phase]),
    wayBack(phase),
  ]);
  return markdownTable(['phase', 'what holds when it is done', 'condition', 'rolled back when called off'], rows);
}

function wayBack(phase: Phase): string {
  if (phase === firstWithoutWayBack) return `until ${code('journal.committedTime')}`;
  return phasesWithWayBack().includes(phase) ? 'yes' : 'no';
}
