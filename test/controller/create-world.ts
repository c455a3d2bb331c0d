/** Puts a world into both clusters of a stage. */
import { kubeconfigFor, type Stage, targetUserOf } from './stage.ts';
import { createObjects, pivotableWorld, type World } from './world.ts';

export interface Breaking {
  /** Before anything of it exists. */
  readonly broken?: (world: World, stage: Stage) => void | Promise<void>;
  /** Once everything does. */
  readonly after?: ((world: World, stage: Stage) => Promise<void>) | undefined;
}

export async function createWorld(stage: Stage, namespace: string, { broken, after }: Breaking = {}): Promise<World> {
  const world = pivotableWorld(namespace, await kubeconfigFor(stage.target, targetUserOf(namespace)));
  await broken?.(world, stage);
  await Promise.all([
    createObjects(stage.source.admin, world.source.values()),
    createObjects(stage.target.admin, world.target.values()),
  ]);
  await after?.(world, stage);
  return world;
}
