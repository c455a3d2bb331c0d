/** Is it told where Ironic's address is, once for each change? */
import { expect, test } from 'vitest';
import { endpointPlace, endpointWords } from '../../../testbed/demo/endpoint-place.ts';
import type { EndpointPlace, Scene } from '../../../testbed/demo/scene.ts';
import { tell } from '../../../testbed/demo/tell.ts';

const sightings = [
  { at: 1000, holders: ['source'], end: false },
  { at: 2000, holders: [], end: false },
  { at: 8200, holders: ['target'], end: false },
];
const address = '172.22.0.2';
const words = (count: number, now: number) => {
  const place = endpointPlace(address, sightings.slice(0, count), now);
  return place === undefined ? undefined : endpointWords(place);
};

test('words tell the holder, and for how long there was none', () => {
  expect(words(0, 0)).toBeUndefined();
  expect(words(1, 1500)).toBe('held by the source');
  expect(words(2, 5000)).toBe('held by nobody, for 3.0 s');
  expect(words(3, 60_000)).toBe('held by the target, after nobody had held it for 6.2 s');
  expect(endpointWords({ address, holders: ['source', 'target'], unheldSeconds: 0 })).toBe(
    'held by the source and the target',
  );
});

test('a log gets a line when the holder changes, not while seconds count on', () => {
  const scene = (endpoint?: EndpointPlace): Scene => ({ title: 'pivot', seconds: 1, steps: [], hosts: [], endpoint });
  const nobody = (unheldSeconds: number) => scene({ address, holders: [], unheldSeconds });
  expect(tell(scene(), scene({ address, holders: ['source'], unheldSeconds: 0 }))).toEqual([
    'VIP 172.22.0.2: held by the source',
  ]);
  expect(tell(nobody(1), nobody(2))).toEqual([]);
  expect(tell(nobody(6.2), scene({ address, holders: ['target'], unheldSeconds: 6.2 }))).toEqual([
    'VIP 172.22.0.2: held by the target, after nobody had held it for 6.2 s',
  ]);
});
