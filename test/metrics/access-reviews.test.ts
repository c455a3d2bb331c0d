import { describe, expect, it } from 'vitest';
import { isKubeError } from '../../src/kube/errors.ts';
import { AccessReviews } from '../../src/metrics/access-reviews.ts';
import { FakeClock } from '../kube/fake-clock.ts';
import { failure, hurried, line } from '../kube/stub-client.ts';
import type { Reply, StubRequest } from '../kube/stub-server.ts';

const user = { username: 'prometheus', uid: 'u', groups: ['scrapers'], extra: { 'example.com/team': ['a'] } };

function known({ body }: StubRequest): boolean {
  return (JSON.parse(body) as { spec: { token: string } }).spec.token === 'known';
}

async function given(allowed: () => Reply = () => ({ body: { status: { allowed: true } } })) {
  const { client, stub } = await line((request) =>
    request.path.endsWith('/tokenreviews')
      ? { body: { status: known(request) ? { authenticated: true, user } : { authenticated: false } } }
      : allowed(),
  );
  const clock = new FakeClock();
  const reviews = new AccessReviews(client, clock);
  return { clock, stub, judge: async (token: string) => reviews.judge(token, '/metrics') };
}

describe('an access review', () => {
  it('asks for the very user that the token is of', async () => {
    const { judge, stub } = await given();
    expect(await judge('known')).toEqual({ kind: 'allowed' });
    const { username, ...rest } = user;
    expect(JSON.parse(stub.requests[1]?.body ?? '')).toMatchObject({
      kind: 'SubjectAccessReview',
      spec: { user: username, ...rest, nonResourceAttributes: { path: '/metrics', verb: 'get' } },
    });
  });

  it('does not ask what an unknown token may', async () => {
    const { judge, stub } = await given();
    expect(await judge('forged')).toEqual({ kind: 'unknown' });
    expect(stub.requests).toHaveLength(1);
  });

  it.each([
    ['allowed', 'known', true, 60],
    ['forbidden', 'known', false, 30],
    ['unknown', 'forged', true, 10],
  ])('that said %s is valid for a while', async (kind, token, allowed, seconds) => {
    const { judge, stub, clock } = await given(() => ({ body: { status: { allowed } } }));
    expect((await judge(token)).kind).toBe(kind);
    const asked = stub.requests.length;
    await clock.advance(seconds * 1000 - 1);
    expect((await judge(token)).kind).toBe(kind);
    expect(stub.requests).toHaveLength(asked);
    await clock.advance(1);
    expect((await judge(token)).kind).toBe(kind);
    expect(stub.requests).toHaveLength(2 * asked);
  });

  it('is asked for once by many at a time, and for few tokens at a time', async () => {
    const { judge, stub } = await given();
    const same = await Promise.all(Array.from({ length: 20 }, async () => judge('known')));
    expect(new Set(same.map(({ kind }) => kind))).toEqual(new Set(['allowed']));
    expect(stub.requests).toHaveLength(2);
    const others = await Promise.all(Array.from({ length: 20 }, async (_, index) => judge(`forged-${index}`)));
    expect(others.filter(({ kind }) => kind === 'busy')).toHaveLength(12);
    expect(stub.requests).toHaveLength(10);
  });

  it('that failed is no answer, and asked for again', async () => {
    let works = false;
    const { client, clock } = await line(({ path }) => {
      if (!works) return { status: 500 };
      return path.endsWith('/tokenreviews')
        ? { body: { status: { authenticated: true, user } } }
        : { body: { status: { allowed: true } } };
    });
    const reviews = new AccessReviews(client, clock);
    expect(isKubeError(await failure(hurried(clock, reviews.judge('known', '/metrics'))), 'server')).toBe(true);
    works = true;
    expect(await reviews.judge('known', '/metrics')).toEqual({ kind: 'allowed' });
  });
});
