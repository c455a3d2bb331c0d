import { expect, it } from 'vitest';
import { settleAll } from '../../src/kube/settle-all.ts';
import { settle } from './fake-clock.ts';

it('gives what came of each, in their order', async () => {
  const [text, count, nothing] = await settleAll([Promise.resolve('a'), 2, undefined]);
  expect([text.length, count + 1, nothing]).toEqual([1, 3, undefined]);
});

it('fails once nothing is under way, and with the first of them, not the earliest', async () => {
  const [first, second, third] = [0, 1, 2].map(() => Promise.withResolvers<void>());
  const told: unknown[] = [];
  settleAll([first?.promise, second?.promise, third?.promise]).catch((error: unknown) => told.push(error));
  third?.reject('third');
  await settle();
  second?.reject('second');
  await settle();
  expect(told).toEqual([]);
  first?.resolve();
  await settle();
  expect(told).toEqual(['second']);
});
