/** Does `kubectl wait` end when it should, and only then? With the real kubectl, over objects in recorded states. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type PivotApi, servePivots } from '../api/pivot-on-server.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';
import { recorded } from './recorded.ts';

let kubectl: Kubectl;
let pivots: PivotApi;

beforeAll(async () => {
  pivots = await servePivots('wait-test');
  kubectl = await openKubectl(inject('source'));
});

afterAll(() => kubectl[Symbol.asyncDispose]());

/** As stored: the status is of generation 1, unless its object was edited since. */
async function given(name: string, state: string): Promise<void> {
  const pivot = recorded[state];
  if (pivot === undefined) throw new Error(`no recorded ClusterPivot is ${state}`);
  const behind = (pivot.metadata.generation ?? 0) - (pivot.status.observedGeneration ?? 0);
  const conditions = pivot.status.conditions?.map((it) => ({ ...it, observedGeneration: 1 }));
  await pivots.given(name, pivot.spec, { ...pivot.status, observedGeneration: 1, conditions });
  for (let edit = 0; edit < behind; edit++) await pivots.patch(name, { spec: { attempt: edit + 2 } });
}

async function waits(name: string, condition: string): Promise<'met' | 'not met'> {
  const args = ['wait', `--for=${condition}`, `clusterpivot/${name}`, '--timeout=0', '-n', pivots.namespace];
  return kubectl(args).then(
    () => 'met',
    (error: unknown) => {
      expect(String(error)).toContain('condition not met');
      return 'not met';
    },
  );
}

const completedPhase = 'jsonpath={.status.phase}=Completed';

/** State → which of them are met: Ready, Stalled, RolledBack, phase Completed. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'Copying runs': [],
  'plan not approved': [],
  'stalled in Preflight': ['condition=Stalled'],
  'failed and held': ['condition=Stalled'],
  'failed and rolled back': ['condition=Stalled', 'condition=RolledBack'],
  'rolled back as asked': ['condition=RolledBack'],
  completed: ['condition=Ready', 'condition=SourceDisposable', completedPhase],
  // Whoever waits to delete the source must not be told so by the target.
  'carried out before': ['condition=Ready', completedPhase],
  // The phase is text, and says nothing of the generation that it is of: conditions are what to wait for.
  'completed, edit not seen yet': [completedPhase],
};
const asked = [
  'condition=Ready',
  'condition=Stalled',
  'condition=RolledBack',
  'condition=SourceDisposable',
  completedPhase,
];

describe('kubectl wait', () => {
  it.each(Object.entries(expected))('of a ClusterPivot that is: %s', async (state, met) => {
    const name = state.toLowerCase().replaceAll(/[^a-z]+/g, '-');
    await given(name, state);
    const found = await Promise.all(asked.map(async (condition) => [condition, await waits(name, condition)] as const));
    expect(found.filter(([, answer]) => answer === 'met').map(([condition]) => condition)).toEqual(met);
  });

  it('of one that nobody has seen: for nothing', async () => {
    await pivots.given('new', { clusterName: 'prod' });
    expect(await Promise.all(asked.map((condition) => waits('new', condition)))).toEqual(asked.map(() => 'not met'));
  });
});
