/** How many questions are under way at a time, and how it ends. */
import { expect, it } from 'vitest';
import { startAsking } from '../../../src/controller/survey/asker.ts';
import { settle } from '../../kube/fake-clock.ts';

function questions() {
  const open: (() => void)[] = [];
  let most = 0;
  let now = 0;
  return {
    open,
    get most() {
      return most;
    },
    ask: async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise<void>((resolve) => open.push(resolve));
      now -= 1;
    },
  };
}

it('asks no more at once than it may, and counts answers', async () => {
  const seen: string[] = [];
  const { ask } = startAsking(2, (done, total) => seen.push(`${done}/${total}`), new AbortController().signal);
  const many = questions();
  const all = Promise.all(Array.from({ length: 5 }, async () => ask(many.ask)));
  for (let answered = 0; answered < 5; answered += 1) {
    await settle();
    many.open.shift()?.();
  }
  await all;
  expect(many.most).toBe(2);
  expect(seen).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
});

it('asks about each of many in turn, and begins none before that', async () => {
  const seen: string[] = [];
  const { ask, askOfEach } = startAsking(
    2,
    (done, total) => seen.push(`${done}/${total}`),
    new AbortController().signal,
  );
  const many = questions();
  const begun: string[] = [];
  const answers = askOfEach(['a', 'b', 'c', 'd'], async (name) => {
    begun.push(name);
    await many.ask();
    return name.toUpperCase();
  });
  const one = ask(many.ask);
  await settle();
  expect(begun).toEqual(['a', 'b']);
  // The last of those under way is answered first.
  for (let answered = 0; answered < 5; answered += 1) {
    many.open.pop()?.();
    await settle();
  }
  expect(await answers).toEqual(['A', 'B', 'C', 'D']);
  await one;
  expect(many.most).toBe(2);
  expect(seen).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
});

it('asks out of turn what is about the moment', async () => {
  const { ask, askAtOnce } = startAsking(1, () => undefined, new AbortController().signal);
  const many = questions();
  const slow = ask(many.ask);
  await settle();
  expect(await askAtOnce(async () => 'now')).toBe('now');
  many.open.shift()?.();
  await slow;
});

it('asks nothing any more once it is told to end', async () => {
  const end = new AbortController();
  const { ask } = startAsking(1, () => undefined, end.signal);
  const many = questions();
  const all = Promise.allSettled([ask(many.ask), ask(many.ask)]);
  await settle();
  end.abort(new Error('enough'));
  many.open.shift()?.();
  const [first, second] = await all;
  expect(first).toMatchObject({ status: 'fulfilled' });
  expect(second).toMatchObject({ status: 'rejected', reason: new Error('enough') });
  expect(many.open).toEqual([]);
});
