import { describe, expect, it } from 'vitest';
import { breach, importsOf } from '../../scripts/layers.ts';

it('finds every kind of import', () => {
  const source = `
    import { a } from './a.ts';
    import type {
      B,
    } from '../b.ts';
    import 'c';
    import d, { type E } from 'node:d';
    export { f } from './f.ts';
    export type * from './g.ts';
    const h = await import('./h.ts');
    type I = import('./i.ts').I;
  `;
  expect(importsOf(source)).toEqual(['./a.ts', '../b.ts', 'c', 'node:d', './f.ts', './g.ts', './h.ts', './i.ts']);
});

describe('may', () => {
  it.each([
    ['src/pivot/goals/copying.ts', '../result.ts'],
    ['src/pivot/goals/copying.ts', '../../api/journal.ts'],
    ['src/pivot/digest.ts', '@noble/hashes/sha2.js'],
    ['src/api/spec.ts', 'zod'],
    ['src/kube/leader.ts', '@kubernetes/client-node'],
    ['src/controller/act.ts', '../kube/errors.ts'],
    ['src/controller/inventory-store.ts', 'node:zlib'],
    ['src/main.ts', './controller/controller.ts'],
    ['testbed/seeding.ts', '../src/kube/connect.ts'],
    ['test/scripts/layers.test.ts', '../../scripts/layers.ts'],
  ])('%s import %s', (path, specifier) => {
    expect(breach(path, specifier)).toBeUndefined();
  });
});

describe('may not', () => {
  it.each([
    ['src/pivot/decide.ts', '../kube/clock.ts'],
    ['src/pivot/goals/copying.ts', '../../controller/act.ts'],
    ['src/pivot/goals/copying.ts', '../../log.ts'],
    ['src/pivot/decide.ts', 'node:fs/promises'],
    ['src/pivot/decide.ts', 'node:crypto'],
    ['src/pivot/digest.ts', 'node:crypto'],
    ['src/pivot/decide.ts', 'pino'],
    ['src/api/crd.ts', '../pivot/plan.ts'],
    ['src/api/crd.ts', 'node:crypto'],
    ['src/kube/reflector.ts', '../pivot/action.ts'],
    ['src/mover/main.ts', '../controller/act.ts'],
    ['src/mover/main.ts', 'undici'],
    ['src/controller/act.ts', '@kubernetes/client-node/dist/api.js'],
    ['src/main.ts', '../testbed/command.ts'],
    ['testbed/main.ts', '../test/kube/fake-clock.ts'],
  ])('%s import %s', (path, specifier) => {
    expect(breach(path, specifier)).toContain(path);
  });
});
