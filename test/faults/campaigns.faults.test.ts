/** Killed or cut off at any moment, a pivot ends complete or rolled back by itself, with nothing lost and no host touched. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beforeInventory } from './campaign/before-inventory.ts';
import { runCampaign } from './campaign/campaign.ts';
import { crashPoints } from './campaign/crash-points.ts';
import { type Lanes, openLanes } from './campaign/lanes.ts';
import { randomPoints } from './campaign/random-points.ts';
import { isFull, killsPerRun, lanes as laneCount, seed } from './campaign/settings.ts';
import { type EndState, endState } from './oracles/end-state.ts';
import { sabotages } from './oracles/sabotage.ts';
import { wrongWith } from './oracles/verdict.ts';
import { moveByHand } from './run/by-hand.ts';
import { type PivotRunResult, runPivot } from './run/pivot-run.ts';

/** Of 102. A group of objects ends before it, so that it is the same ones that are copied whenever clusterctl is held here. */
const calledOffAt = 75;
const timeout = isFull ? 12 * 3_600_000 : 3_600_000;

let lanes: Lanes;
let complete: PivotRunResult;
let undone: PivotRunResult;
let reference: EndState;

beforeAll(async () => {
  console.log(`seed ${seed}, ${laneCount} lanes`);
  lanes = await openLanes(laneCount);
  [complete, undone] = await Promise.all([
    lanes.run(async (stage) => runPivot(stage, { plan: [] })),
    lanes.run(async (stage) => runPivot(stage, { plan: [], calledOffAt })),
  ]);
  reference = endState(complete.evidence);
}, 1_800_000);

afterAll(async () => lanes[Symbol.asyncDispose]());

describe('without faults', () => {
  it('a pivot completes, and nothing is wrong with it', () => {
    expect(complete.end).toBe('completed');
    expect(wrongWith(complete, undefined)).toEqual([]);
  });

  it('a pivot whose ClusterPivot is deleted while it copies is rolled back, and nothing is wrong with it', () => {
    expect(undone.end).toBe('deleted');
    expect(wrongWith(undone, undefined)).toEqual([]);
  });
});

describe('the oracles', () => {
  it.each(sabotages)('find that $what', ({ of, tamper, finds }) => {
    const judged = of === 'completed' ? complete : undone;
    const wrong = wrongWith({ end: judged.end, evidence: tamper(judged.evidence) }, reference);
    expect(wrong.join('\n')).toMatch(finds);
  });
});

// They share the lanes, so that none is idle while there is anything to do.
describe.concurrent('on the stage', { timeout }, () => {
  it('a move by hand is found out: the spare host had two live writers, and firmware settings were lost', async () => {
    const evidence = await lanes.run(moveByHand);
    const wrong = wrongWith({ end: 'completed', evidence }, undefined).join('\n');
    expect(wrong).toMatch(/^two live writers: BareMetalHost metal3\/host-3$/m);
    expect(wrong).toMatch(/^(lost|not moved|changed): HostFirmwareSettings metal3\/host-0$/m);
  });

  it('an operator that is killed at a write goes on, and completes the pivot', async () => {
    const writes = complete.script.writes.operator;
    const points = crashPoints({
      name: 'operator',
      client: 'operator',
      writes,
      sample: 10,
      killsPerRun,
      ends: ['completed'],
    });
    expect(await runCampaign({ name: 'operator killed', lanes, points, reference })).toEqual([]);
  });

  it('an operator that is killed at a write of the way back goes on, and rolls the pivot back', async () => {
    const writes = undone.script.writes.operator;
    const given = { name: 'rollback', client: 'operator', writes, sample: 5, killsPerRun, ends: ['deleted'] } as const;
    const points = crashPoints({ ...given, calledOffAt });
    expect(await runCampaign({ name: 'operator killed in a rollback', lanes, points, reference })).toEqual([]);
  });

  it('a clusterctl that is killed at a write is started again, and completes the pivot', async () => {
    const writes = complete.script.writes.clusterctl;
    // After a few copies that broke off a pivot is rolled back, and would not come by later points.
    const given = { name: 'clusterctl', client: 'clusterctl', writes, sample: 1, killsPerRun: 1 } as const;
    const points = crashPoints({ ...given, ends: ['completed'] });
    expect(await runCampaign({ name: 'clusterctl killed', lanes, points, reference })).toEqual([]);
  });

  it('a clusterctl that is killed before the inventory is taken is started again, and completes the pivot', async () => {
    const points = beforeInventory(complete.script);
    expect(await runCampaign({ name: 'before the inventory', lanes, points, reference })).toEqual([]);
  });

  it('a pivot with faults at random completes, or is rolled back', async () => {
    const points = randomPoints(complete.script);
    expect(await runCampaign({ name: 'faults at random', lanes, points, reference })).toEqual([]);
  });
});
