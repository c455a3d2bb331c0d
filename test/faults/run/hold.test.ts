import { describe, expect, it } from 'vitest';
import type { Harm } from '../proxy/api-proxy.ts';
import { type ApiRequest, readRequest } from '../proxy/api-request.ts';
import { operatorAccount, userOf } from '../stage/accounts.ts';
import { Hold } from './hold.ts';

const copier = 'system:serviceaccount:clusterpivot-system:cpv-1-copy';
const refused = { kind: 'unheard', ending: { kind: 'reset' } } as const;
const others: Harm = { faultFor: () => refused, kill: async () => undefined };

function request(user: string, side: 'source' | 'target', method: string): ApiRequest {
  const url = '/apis/metal3.io/v1alpha1/namespaces/metal3/baremetalhosts';
  return { ...readRequest(side, { method, url, headers: {}, body: Buffer.alloc(0) }), user };
}

describe('a hold', () => {
  it('lets clusterctl come to a write, and answers neither that one nor any later', () => {
    const hold = new Hold(3, others);
    const ask = () => hold.faultFor(request(copier, 'target', 'POST'));
    expect([ask(), ask()]).toEqual([refused, refused]);
    expect(hold).toMatchObject({ isReached: false, copies: 2 });
    const held = { kind: 'unheard', ending: { kind: 'hang' } };
    expect([ask(), ask()]).toMatchObject([held, held]);
    expect(hold).toMatchObject({ isReached: true, copies: 2 });
  });

  it('counts as copies what clusterctl creates in the target, and nothing else', () => {
    const hold = new Hold(9, others);
    hold.faultFor(request(copier, 'source', 'POST'));
    hold.faultFor(request(copier, 'target', 'PATCH'));
    expect(hold.copies).toBe(0);
  });

  it('leaves what clusterctl reads, and everybody else, to others', () => {
    const hold = new Hold(1, others);
    hold.faultFor(request(copier, 'target', 'POST'));
    const rest = [request(copier, 'target', 'GET'), request(userOf(operatorAccount), 'target', 'POST')];
    expect(rest.map((one) => hold.faultFor(one))).toEqual([refused, refused]);
  });
});
