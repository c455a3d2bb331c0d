/** What is deleted when some of it cannot be? */
import { expect, it } from 'vitest';
import { secrets } from '../../src/api/resources.ts';
import { deleteObjects } from '../../src/controller/delete-objects.ts';
import { failure, line } from '../kube/stub-client.ts';
import type { Reply } from '../kube/stub-server.ts';
import { secret } from '../pivot/given.ts';

const names = Array.from({ length: 40 }, (_, index) => `s-${index}`);
const entries = names.map((name) => ({ resource: secrets, group: 0, object: secret(name) }));

const refused: Reply = { status: 403, body: { kind: 'Status', reason: 'Forbidden', message: 'no' } };

/** Deletes all; `answer`: to some of the deletions. */
async function deleteAllOf(answer: (name: string) => Reply | undefined) {
  const asked: string[] = [];
  const { client } = await line(({ method, path }) => {
    const name = path.split('/').at(-1) ?? '';
    asked.push(`${method} ${name}`);
    return answer(name) ?? { body: { kind: 'Status', status: 'Success' } };
  });
  const error = await failure(deleteObjects(client, entries));
  return { error, deleted: [...asked] };
}

it('all others, before the first of those is named', async () => {
  const { error, deleted } = await deleteAllOf((name) => (name === 's-3' || name === 's-1' ? refused : undefined));
  expect(error.message).toContain('s-1');
  expect(deleted.toSorted()).toEqual(names.map((name) => `DELETE ${name}`).toSorted());
});

it('no more than are under way at once, when none can be', async () => {
  const { error, deleted } = await deleteAllOf(() => refused);
  expect(error.kind).toBe('forbidden');
  expect(deleted).toHaveLength(8);
});
