import { describe, expect, it } from 'vitest';
import { type ApiRequest, readRequest } from '../proxy/api-request.ts';
import { operatorAccount, targetAccount, userOf } from '../stage/accounts.ts';
import { type Client, type FaultPlan, Script } from './fault-plan.ts';

const operator = userOf(operatorAccount);
const copier = 'system:serviceaccount:clusterpivot-system:clusterpivot-copy';
const kill = { kind: 'unanswered', ending: { kind: 'kill' } } as const;

function request(user: string, line: string): ApiRequest {
  const [method, url] = line.split(' ');
  return { ...readRequest('source', { method, url, headers: {}, body: Buffer.alloc(0) }), user };
}

function scriptFor(plan: FaultPlan) {
  const killed: Client[] = [];
  const script = new Script(plan, { kill: async (client) => void killed.push(client) });
  script.begin();
  return { script, killed };
}

const write = 'PATCH /api/v1/namespaces/a/secrets/b';
const read = 'GET /api/v1/namespaces/a/secrets/b';

describe('a plan of faults', () => {
  it('hits the request that it counts to, of its client and its sort alone', () => {
    const { script } = scriptFor([{ client: 'operator', on: 'write', nth: 2, fault: kill }]);
    const faults = [
      script.faultFor(request(operator, read)),
      script.faultFor(request(copier, write)),
      script.faultFor(request(operator, write)),
      script.faultFor(request(userOf(targetAccount), write)),
      script.faultFor(request(operator, write)),
    ];
    expect(faults).toEqual([undefined, undefined, undefined, kill, undefined]);
    expect(script.happened).toEqual([
      "operator's write 2 (patch secrets a/b in the source): client killed, after the API server has carried it out",
    ]);
  });

  it('hits a write by its words, for the time that it says, whatever is written in between', () => {
    const words = 'patch secrets a/b in the source';
    const { script } = scriptFor([{ client: 'operator', on: { write: words }, nth: 2, fault: kill }]);
    const other = 'PATCH /api/v1/namespaces/a/secrets/c';
    const lines = [other, write, read, other, write, write];
    const hits = lines.map((line) => script.faultFor(request(operator, line)) !== undefined);
    expect(hits).toEqual([false, false, false, false, true, false]);
    expect(script.happened).toEqual([
      `operator's write 4 (${words}): client killed, after the API server has carried it out`,
    ]);
  });

  it('says what it did not come by', () => {
    const fault = { kind: 'stale' } as const;
    const { script } = scriptFor([
      { client: 'operator', on: { write: 'patch secrets a/b in the source' }, nth: 2, fault: kill },
      { client: 'operator', on: 'read', nth: 1, fault },
      { client: 'clusterctl', on: 'read', nth: 3, fault },
    ]);
    script.faultFor(request(operator, write));
    script.faultFor(request(operator, read));
    expect(script.missed).toEqual([
      "operator's patch secrets a/b in the source, number 2",
      "clusterctl's read, number 3",
    ]);
  });

  it('knows a write again in another run, whose names have another UID in them', () => {
    const { script } = scriptFor([]);
    script.faultFor(request(operator, 'DELETE /api/v1/namespaces/a/secrets/cpv-d29e9188-5eec-target'));
    expect(script.writes.operator).toEqual(['delete secrets a/cpv-<uid>-target in the source']);
  });

  it('hits as many in a row as it says', () => {
    const fault = { kind: 'stale' } as const;
    const { script } = scriptFor([{ client: 'operator', on: 'read', nth: 2, times: 2, fault }]);
    const hits = [1, 2, 3, 4].map(() => script.faultFor(request(operator, read)) !== undefined);
    expect(hits).toEqual([false, true, true, false]);
    expect(script.happened).toEqual([
      "operator's read 2 (get secrets a/b in the source): an earlier answer, and 1 times more",
    ]);
  });

  it('counts renewals of leadership apart, and Events not at all', () => {
    const { script } = scriptFor([]);
    const lease = '/apis/coordination.k8s.io/v1/namespaces/clusterpivot-system/leases/clusterpivot-operator';
    for (const line of [`PUT ${lease}`, `GET ${lease}`, 'POST /apis/events.k8s.io/v1/namespaces/a/events']) {
      script.faultFor(request(operator, line));
    }
    expect(['write', 'read', 'renewal'].map((sort) => script.counted('operator', sort as 'write'))).toEqual([0, 0, 2]);
  });

  it('counts from its beginning only', () => {
    const script = new Script([], { kill: async () => undefined });
    script.faultFor(request(operator, write));
    script.begin();
    script.faultFor(request(operator, write));
    expect(script.writes.operator).toHaveLength(1);
  });

  it('kills whose request it was', async () => {
    const { script, killed } = scriptFor([]);
    await script.kill(request(copier, write));
    await script.kill(request(userOf(targetAccount), write));
    expect(killed).toEqual(['clusterctl', 'operator']);
  });
});
