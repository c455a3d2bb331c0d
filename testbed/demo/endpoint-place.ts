/** Where Ironic's address is, in short words. */
import { type Sighting, unheldFor } from '../witness/endpoint.ts';
import type { EndpointPlace } from './scene.ts';

/** `now` in milliseconds since the epoch. undefined before anything was seen. */
export function endpointPlace(address: string, sightings: readonly Sighting[], now: number): EndpointPlace | undefined {
  const last = sightings.at(-1);
  if (last === undefined) return undefined;
  return { address, holders: last.holders, unheldSeconds: unheldFor(sightings, now) / 1000 };
}

/** `held by the target, after nobody had held it for 6.2 s`. */
export function endpointWords({ holders, unheldSeconds }: EndpointPlace): string {
  const seconds = `${unheldSeconds.toFixed(1)} s`;
  if (holders.length === 0) return unheldSeconds === 0 ? 'held by nobody' : `held by nobody, for ${seconds}`;
  const held = `held by the ${holders.join(' and the ')}`;
  return unheldSeconds === 0 ? held : `${held}, after nobody had held it for ${seconds}`;
}
