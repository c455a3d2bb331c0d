/** What is an answer about an object, and what says nothing about it? */
import { describe, expect, it } from 'vitest';
import { startAsking } from '../../../src/controller/survey/asker.ts';
import { tryCreates, tryDeletes } from '../../../src/controller/survey/trials.ts';
import type { FoundObject } from '../../../src/pivot/graph.ts';
import type { Trial } from '../../../src/pivot/survey.ts';
import { failure, hurried, line } from '../../kube/stub-client.ts';
import type { Reply, StubRequest } from '../../kube/stub-server.ts';
import { crds, found, machine, secret, targetView } from '../../pivot/given.ts';

const asker = startAsking(4, () => undefined, new AbortController().signal);
const one = [found(machine('m-0'))];

function status(code: number, reason: string, message: string): Reply {
  return { status: code, body: { kind: 'Status', code, reason, message } };
}

const echo = ({ body }: StubRequest): Reply => ({ status: 201, body: JSON.parse(body) as unknown });

async function creates(
  handler: (request: StubRequest, before: number) => Reply,
  objects: readonly FoundObject[] = one,
  view = targetView(),
): Promise<{ readonly answers: readonly Trial['answer'][]; readonly requests: number }> {
  const { client, clock, stub } = await line(handler);
  const trials = await hurried(clock, tryCreates({ target: client, view, namespace: 'metal3', objects }, asker));
  return { answers: trials.map(({ answer }) => answer), requests: stub.requests.length };
}

const refused = (problem: string) => ({ state: 'refused', problem });
const webhookDown = 'Internal error occurred: failed calling webhook "x": no endpoints available for service "y"';

describe('a dry-run create', () => {
  it('that is answered as it was sent is accepted', async () => {
    const { answers } = await creates(echo);
    expect(answers).toEqual([{ state: 'accepted', pruned: [] }]);
  });

  it.each<[string, Reply, object]>([
    ['a policy or a quota', status(403, 'Forbidden', 'exceeded quota'), refused('exceeded quota')],
    ['a schema or a webhook', status(422, 'Invalid', 'spec.x: Required value'), refused('spec.x: Required value')],
    ['a webhook that does not answer', status(500, 'InternalError', webhookDown), refused(webhookDown)],
    ['that it is there already', status(409, 'AlreadyExists', 'exists'), { state: 'accepted', pruned: [] }],
    [
      'a webhook with side effects',
      status(400, 'BadRequest', 'admission webhook "x" does not support dry run'),
      { state: 'notTriable', problem: 'admission webhook "x" does not support dry run' },
    ],
  ])('%s is an answer', async (_, reply, answer) => {
    expect((await creates(() => reply)).answers).toEqual([answer]);
  });

  it.each<[string, Reply, string]>([
    ['no answer', 'reset', 'network'],
    ['a server that is broken', status(503, 'ServiceUnavailable', 'etcd is not there'), 'server'],
    ['credentials that have ended', status(401, 'Unauthorized', 'Unauthorized'), 'unauthorized'],
  ])('%s is none, and ends the survey', async (_, reply, kind) => {
    expect(await failure(creates(() => reply))).toMatchObject({ kind });
  });

  it('is sent again when no answer came, since nothing was stored', async () => {
    const { answers, requests } = await creates((request, before) => (before === 0 ? 'reset' : echo(request)));
    expect(answers).toEqual([{ state: 'accepted', pruned: [] }]);
    expect(requests).toBe(2);
  });

  it('is not made over and over when a webhook of the type is down', async () => {
    const many = Array.from({ length: 40 }, (_, index) => found(machine(`m-${index}`)));
    const { answers, requests } = await creates(
      (request) => (request.path.endsWith('/machines') ? status(500, 'InternalError', webhookDown) : echo(request)),
      [...many, found(secret('s'))],
    );
    expect(answers.slice(0, 40)).toEqual(many.map(() => refused(webhookDown)));
    expect(answers[40]).toEqual({ state: 'accepted', pruned: [] });
    expect(requests).toBeLessThanOrEqual(3 + 3 + 1);
  });

  it('is not made before the target has the type and the namespace', async () => {
    const without = targetView([], { crds: crds().slice(2) });
    const types = await creates(echo, one, without);
    expect(types.answers).toEqual([
      { state: 'notYet', problem: 'the target does not serve machines.cluster.x-k8s.io v1beta2 yet' },
    ]);
    const namespaces = await creates(echo, one, targetView([], { namespaceExists: false }));
    expect(namespaces.answers).toEqual([{ state: 'notYet', problem: 'the target has no Namespace metal3 yet' }]);
    expect(types.requests + namespaces.requests).toBe(0);
  });

  it('cannot be made in another namespace that clusterctl will make', async () => {
    const elsewhere = found(machine('m-0', {}, { namespace: 'other' }));
    const { answers } = await creates(() => status(404, 'NotFound', 'namespaces "other" not found'), [elsewhere]);
    expect(answers).toEqual([
      { state: 'notTriable', problem: 'the target has no Namespace other, which clusterctl will make' },
    ]);
  });
});

describe('a dry-run delete', () => {
  it('is of exactly the incarnation that moved', async () => {
    const { client, stub } = await line(() => ({ body: { kind: 'Status', status: 'Success' } }));
    const trials = await tryDeletes(client, one, asker);
    expect(trials).toEqual([
      {
        object: 'Machine metal3/m-0',
        answer: { state: 'accepted', pruned: [] },
      },
    ]);
    expect(stub.requests.map(({ method, query, body }) => [method, query, JSON.parse(body) as unknown])).toEqual([
      [
        'DELETE',
        { dryRun: 'All' },
        expect.objectContaining({ dryRun: ['All'], preconditions: { uid: 'uid-of-Machine-m-0' } }) as unknown,
      ],
    ]);
  });

  it('that is refused says by whom', async () => {
    const { client } = await line(() => status(403, 'Forbidden', 'denied by policy'));
    expect((await tryDeletes(client, one, asker)).map(({ answer }) => answer)).toEqual([refused('denied by policy')]);
  });
});
