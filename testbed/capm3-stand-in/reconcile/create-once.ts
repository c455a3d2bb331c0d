/** Creating an object whose name says what it is for: whoever made it first wins, and it is taken as it is. */
import type { KubeObject, Resource } from '../../../src/api/kube-object.ts';
import { isConflict } from '../../../src/kube/errors.ts';
import { refOf, type World } from '../world.ts';

export async function createOnce<T extends KubeObject>(
  world: World,
  resource: Resource,
  object: KubeObject,
): Promise<T> {
  const existing = await world.client.get<T>(resource, refOf(object));
  if (existing !== undefined) return existing;
  try {
    return await world.client.create<T>(resource, object);
  } catch (error) {
    if (!isConflict(error)) throw error;
    const winner = await world.client.get<T>(resource, refOf(object));
    if (winner === undefined) throw error;
    return winner;
  }
}
