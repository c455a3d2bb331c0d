/** Whatever changes between two plans is told, and nothing else. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PlanDocument } from '../../../src/pivot/plan/document.ts';
import { drift, inWords } from '../../../src/pivot/plan/drift.ts';
import { pauseSeconds } from '../../../src/pivot/plan/estimate.ts';
import { server, survey } from '../given-survey.ts';

const name = fc.constantFrom('a', 'b', 'c', 'd');
const unique = <T>(of: fc.Arbitrary<T>, key: (one: T) => string) => fc.uniqueArray(of, { selector: key, maxLength: 4 });
const documents: fc.Arbitrary<PlanDocument> = fc.record({
  hash: fc.constant('x'),
  objects: unique(
    fc.record({
      identity: name.map((one) => `/Secret/metal3/${one}`),
      group: fc.nat(3),
      digest: fc.constantFrom('', 'v'),
    }),
    ({ identity }) => identity,
  ),
  hosts: unique(
    fc.record({ name, state: fc.constantFrom('available', 'provisioned'), claimed: fc.boolean() }),
    (host) => host.name,
  ),
  leftBehind: unique(fc.record({ object: name, why: fc.constant('so') }), ({ object }) => object),
  steps: unique(name, (step) => step),
});

it('is empty for the same plan, and never else when what is approved differs', () => {
  const seen = ({ objects, hosts, leftBehind, steps }: PlanDocument, others: PlanDocument) =>
    JSON.stringify([
      objects.map(({ identity, digest }) => `${identity} ${digest}`).toSorted(),
      // A host that comes or goes is an object that does.
      hosts
        .filter((host) => others.hosts.some((other) => other.name === host.name))
        .map((host) => JSON.stringify(host))
        .toSorted(),
      leftBehind.map(({ object }) => object).toSorted(),
      steps.toSorted(),
    ]);
  fc.assert(
    fc.property(documents, documents, (approved, current) => {
      expect(drift(approved, approved)).toEqual([]);
      expect(drift(approved, current).length > 0).toBe(seen(approved, current) !== seen(current, approved));
    }),
  );
});

it('names objects as messages do', () => {
  expect(inWords('metal3.io/BareMetalHost/metal3/m-0')).toBe('BareMetalHost metal3/m-0');
  expect(inWords('/Namespace//metal3')).toBe('Namespace metal3');
});

it('expects a longer pause of more objects and of slower API servers', () => {
  const slow = survey({ servers: { source: server({ latencyMs: 50 }), target: server({ latencyMs: 50 }) } });
  expect(pauseSeconds(0, survey())).toBe(15);
  expect(pauseSeconds(204, survey())).toBe(27);
  expect(pauseSeconds(1000, slow)).toBe(210);
});
