/**
 * How many graphs are tried, and from which seed. A failure prints seed and path; with both given that one graph is tried
 * again: CLUSTERPIVOT_GRAPHS=500 CLUSTERPIVOT_MOVES=25 CLUSTERPIVOT_SEED=… CLUSTERPIVOT_PATH=… npm run test:differential
 */
import { randomInt } from 'node:crypto';

const { CLUSTERPIVOT_GRAPHS, CLUSTERPIVOT_MOVES, CLUSTERPIVOT_SEED, CLUSTERPIVOT_PATH } = process.env;

/** Graphs that are only looked at. */
export const dryRuns = Number(CLUSTERPIVOT_GRAPHS ?? 500);
/** Graphs that are moved. */
export const moves = Number(CLUSTERPIVOT_MOVES ?? 25);
export const seed = CLUSTERPIVOT_SEED === undefined ? randomInt(2 ** 31) : Number(CLUSTERPIVOT_SEED);
/** The way from the seed to one graph, as fast-check prints it. */
export const path = CLUSTERPIVOT_PATH;
