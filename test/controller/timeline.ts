/** What one pivot did in both clusters, in order, and what it had noted in its journal before. */
import type { KubeObject } from '../../src/api/kube-object.ts';
import { type AuditEntry, inOrder, storesNothing } from '../../testbed/witness/audit-entry.ts';
import { inWords } from './audit-trail.ts';
import { operatorUser, type Stage, targetUserOf } from './stage.ts';

export interface Deed {
  readonly words: string;
  readonly received: number;
  readonly completed: number;
}

/** Status updates count only for what is new in the journal, Events, dry runs and reviews not at all; what was refused is marked. */
export async function timeline(stage: Stage, namespace: string): Promise<readonly Deed[]> {
  const [source, target] = await Promise.all([stage.source.audit.entries(), stage.target.audit.entries()]);
  const known = new Set<string>();
  const own = [
    ...source.filter(({ user }) => user === operatorUser),
    ...target.filter(({ user }) => user === targetUserOf(namespace)),
  ];
  return inOrder(own).flatMap((entry) => wordsOf(entry, known).map((words) => ({ ...entry, words })));
}

function wordsOf(entry: AuditEntry, known: Set<string>): readonly string[] {
  if (entry.resource === 'events' || storesNothing(entry)) return [];
  if (entry.resource === 'clusterpivots' && entry.subresource === 'status') return newFacts(entry.object, known);
  return [`${entry.side}: ${inWords(entry)}${entry.code >= 300 ? ` (${entry.code})` : ''}`];
}

function newFacts(pivot: KubeObject | undefined, known: Set<string>): readonly string[] {
  const journal = (pivot?.['status'] as { journal?: object } | undefined)?.journal ?? {};
  const facts = Object.keys(journal)
    .filter((fact) => !known.has(fact))
    .toSorted();
  for (const fact of facts) known.add(fact);
  return facts.map((fact) => `journal: ${fact}`);
}
