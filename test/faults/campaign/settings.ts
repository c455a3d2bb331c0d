/**
 * How much of the campaigns is run, and from which seed. A failure prints what to set to see it again:
 * CLUSTERPIVOT_SEED=… CLUSTERPIVOT_POINT=… npm run test:faults
 */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';

const {
  CI,
  CLUSTERPIVOT_CAMPAIGN,
  CLUSTERPIVOT_KILLS,
  CLUSTERPIVOT_LANES,
  CLUSTERPIVOT_POINT,
  CLUSTERPIVOT_RUNS,
  CLUSTERPIVOT_SEED,
} = process.env;

/** A change is judged by the same points as the one before it; everybody else tries others. */
const seedOfCi = 20_261_126;

/** Every point, where else a fair sample has to do. */
export const isFull = CLUSTERPIVOT_CAMPAIGN === 'full';
/** Pairs of control planes that pivots run on side by side: each waits half of its time, and takes a gigabyte or more. */
export const lanes = Number(CLUSTERPIVOT_LANES ?? Math.ceil(availableParallelism() * 1.5));
/** How many points one run may go through, far apart from each other. */
export const killsPerRun = Number(CLUSTERPIVOT_KILLS ?? 5);
/** Runs with random faults. */
export const randomRuns = Number(CLUSTERPIVOT_RUNS ?? (isFull ? 100 : 4));
export const seed =
  CLUSTERPIVOT_SEED !== undefined ? Number(CLUSTERPIVOT_SEED) : CI === undefined ? randomInt(2 ** 31) : seedOfCi;
/** Names of points to run, as a failure prints them: a regular expression. */
const wanted = CLUSTERPIVOT_POINT === undefined ? undefined : new RegExp(`^(?:${CLUSTERPIVOT_POINT})$`, 'u');
export const isWanted = (name: string): boolean => wanted?.test(name) ?? true;
