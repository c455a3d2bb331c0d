/** A whole pivot in the modelled world, from the first look to the last, as a story that can be read. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { statusSchema } from '../../src/api/clusterpivot.ts';
import { isPausedByAnnotation } from '../../src/pivot/gates/cluster.ts';
import type { PivotIs } from './given.ts';
import { type Conditions, type Look, run, settle } from './model/run.ts';
import { everything, ofKind, sourceState, World } from './model/world.ts';

const gates = { steadySeconds: 5, holdSeconds: 5, soakSeconds: 10 };

function given(spec: PivotIs['spec'] = {}): World {
  return new World({ spec: { gates, ...spec } });
}

function told(looks: readonly Look[]): string {
  const lines = looks.map(({ at, decision: { phase, result } }) => {
    const said = result.kind === 'met' ? 'done' : 'doing' in result ? result.doing.message : result.violation.message;
    const effects =
      result.kind === 'act' ? ` [${[...new Set(result.actions.map(({ kind }) => kind))].join(', ')}]` : '';
    return { at, phase, kind: result.kind, text: `${result.kind}: ${said.replaceAll('\n', '\n      ')}${effects}` };
  });
  const shape = (text: string) => text.replaceAll(/\d+/g, '#');
  return lines
    .filter(({ text, kind }, index) => kind !== 'wait' || shape(text) !== shape(lines[index - 1]?.text ?? ''))
    .map(({ at, phase, text }, index, shown) => {
      const heading = phase === shown[index - 1]?.phase ? '' : `${index === 0 ? '' : '\n'}${phase}\n`;
      return `${heading}  ${String(at).padStart(4)} s  ${text}\n`;
    })
    .join('');
}

/** Every status fits the schema from which the CRD is made. */
function isTakenByServer({ pivot }: World): void {
  expect(statusSchema.parse(pivot?.status ?? {})).toEqual(pivot?.status ?? {});
}

const golden = (name: string) => join(import.meta.dirname, 'golden', `${name}.txt`);

describe('a whole pivot', () => {
  it('is completed, and moves everything', async () => {
    const world = given();
    const { looks, end } = run(world, { before: isTakenByServer });
    await expect(told(looks)).toMatchFileSnapshot(golden('completed'));
    expect(end).toBe('over');
    expect([...world.target.objects.keys()].toSorted()).toEqual([...everything].toSorted());
    expect(world.source.objects.size).toBe(0);
  });

  it('whose copies end twice before the inventory is taken is completed by the third', async () => {
    const world = given();
    const ended = new Set<string>();
    const conditions: Conditions = {
      before: ({ pivot, jobs, source }) => {
        isTakenByServer(world);
        const { copy, inventory } = pivot?.status.journal ?? {};
        const job = jobs.get(copy?.job ?? '');
        const paused = ofKind(source, 'ClusterClass').some(isPausedByAnnotation);
        if (job === undefined || ended.size === 2 || inventory !== undefined || !paused) return;
        Object.assign(job, { stage: 'ended', failure: 'its node was lost' });
        ended.add(job.name);
      },
    };
    const { looks, end } = run(world, conditions);
    await expect(told(looks)).toMatchFileSnapshot(golden('third-copy'));
    expect(ended.size).toBe(2);
    expect(end).toBe('over');
    expect([...world.target.objects.keys()].toSorted()).toEqual([...everything].toSorted());
  });

  it('that is deleted while it copies is rolled back, and let go', async () => {
    const world = given();
    const before = sourceState(world);
    const conditions: Conditions = {
      before: ({ pivot }) => {
        isTakenByServer(world);
        if (world.target.objects.size < 10 || pivot?.metadata.deletionTimestamp !== undefined) return;
        if (pivot !== undefined)
          world.pivot = { ...pivot, metadata: { ...pivot.metadata, deletionTimestamp: '2026-03-02T09:05:00Z' } };
      },
    };
    const { looks, end } = run(world, conditions);
    await expect(told(looks)).toMatchFileSnapshot(golden('rolled-back'));
    settle(world);
    expect(end).toBe('gone');
    expect(world.target.objects.size).toBe(0);
    expect(sourceState(world)).toEqual(before);
  });
});
