/**
 * How many graphs are tried, and from which seed. A failure prints seed and path; with both given that one graph is tried
 * again: CLUSTERPIVOT_GRAPHS=500 CLUSTERPIVOT_MOVES=25 CLUSTERPIVOT_SEED=… CLUSTERPIVOT_PATH=… npm run test:differential
 */
import { randomInt } from 'node:crypto';

const { CI, CLUSTERPIVOT_GRAPHS, CLUSTERPIVOT_MOVES, CLUSTERPIVOT_SEED, CLUSTERPIVOT_PATH } = process.env;

/** A change is judged by the same graphs as the one before it; everybody else tries others. */
const seedOfCi = 20_261_126;

/** Graphs that are only looked at. */
export const dryRuns = Number(CLUSTERPIVOT_GRAPHS ?? 500);
/** Graphs that are moved. */
export const moves = Number(CLUSTERPIVOT_MOVES ?? 25);
export const seed =
  CLUSTERPIVOT_SEED !== undefined ? Number(CLUSTERPIVOT_SEED) : CI === undefined ? randomInt(2 ** 31) : seedOfCi;
/** The way from the seed to one graph, as fast-check prints it. */
export const path = CLUSTERPIVOT_PATH;
