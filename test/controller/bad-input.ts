/** The shape of a case of bad input: one thing that is wrong in a world that could else be pivoted, and what is said of it. */
import type { Reason } from '../../src/api/conditions.ts';
import type { Stage } from './stage.ts';
import type { World } from './world.ts';

export interface BadInput {
  /** Goes after "a pivot with". */
  readonly name: string;
  readonly namespace: string;
  /** Breaks the world before anything of it exists. */
  readonly given: (world: World, stage: Stage) => void | Promise<void>;
  /** What can only be done to objects that exist. */
  readonly after?: (world: World, stage: Stage) => Promise<void>;
  readonly reason: Reason;
  /** Whether only a human can help; else the pivot waits and goes on by itself. */
  readonly stalled: boolean;
  readonly message: string | ((stage: Stage) => string | Promise<string>);
}
