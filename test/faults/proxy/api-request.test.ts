import { describe, expect, it } from 'vitest';
import { type ApiRequest, inWords, isWrite, readRequest } from './api-request.ts';

function request(line: string, { body = {}, token }: { body?: object; token?: string } = {}): ApiRequest {
  const [method, url] = line.split(' ');
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'clusterpivot',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  return readRequest('source', { method, url, headers, body: Buffer.from(JSON.stringify(body)) });
}

function tokenOf(payload: object): string {
  return ['{}', JSON.stringify(payload), 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');
}

describe('a request to an API server', () => {
  it.each([
    ['GET /api/v1/namespaces/metal3/secrets/host-0-bmc', 'get secrets metal3/host-0-bmc in the source'],
    ['GET /api/v1/namespaces/metal3/secrets?limit=500', 'list secrets metal3 in the source'],
    ['GET /api/v1/pods?watch=true&resourceVersion=5', 'watch pods in the source'],
    ['GET /api/v1/namespaces/metal3', 'get namespaces metal3 in the source'],
    ['PUT /api/v1/namespaces/metal3/finalize', 'update namespaces/finalize metal3 in the source'],
    ['DELETE /api/v1/namespaces/metal3', 'delete namespaces metal3 in the source'],
    ['DELETE /apis/batch/v1/namespaces/a/jobs', 'deletecollection jobs a in the source'],
    [
      'PATCH /apis/pivot.metal3.io/v1alpha1/namespaces/metal3/clusterpivots/prod/status',
      'patch clusterpivots/status metal3/prod in the source',
    ],
    [
      'PATCH /apis/apiextensions.k8s.io/v1/customresourcedefinitions/hosts.metal3.io',
      'patch customresourcedefinitions hosts.metal3.io in the source',
    ],
    ['GET /readyz', 'list /readyz in the source'],
  ])('%s is told apart', (line, words) => {
    expect(inWords(request(line))).toBe(words);
  });

  it('to create something names it, and tells its group', () => {
    const created = request('POST /apis/batch/v1/namespaces/a/jobs?fieldManager=x', {
      body: { metadata: { name: 'copy' } },
    });
    expect(created).toMatchObject({ verb: 'create', group: 'batch', resource: 'jobs', namespace: 'a', name: 'copy' });
  });

  it('to write a status tells the phase that it says', () => {
    const status = '/apis/pivot.metal3.io/v1alpha1/namespaces/metal3/clusterpivots/prod/status';
    const written = request(`PUT ${status}`, { body: { metadata: { name: 'prod' }, status: { phase: 'Copying' } } });
    expect(inWords(written)).toBe('update clusterpivots/status metal3/prod (Copying) in the source');
    const withoutPhase = request(`PUT ${status}`, { body: { status: {} } });
    expect(inWords(withoutPhase)).toBe('update clusterpivots/status metal3/prod in the source');
  });

  it('is of the account that its token names', () => {
    const sub = 'system:serviceaccount:clusterpivot-system:clusterpivot-operator';
    expect(request('GET /api/v1/pods', { token: tokenOf({ sub }) }).user).toBe(sub);
    expect(request('GET /api/v1/pods', { token: 'no-token-of-an-account' }).user).toBe('');
    expect(request('GET /api/v1/pods').user).toBe('');
  });

  it.each([
    ['POST /api/v1/namespaces/a/secrets', true],
    ['DELETE /api/v1/namespaces/a/secrets/b', true],
    ['PATCH /api/v1/namespaces/a/secrets/b?dryRun=All', false],
    ['POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews', false],
    ['POST /api/v1/namespaces/a/serviceaccounts/b/token', false],
    ['GET /api/v1/namespaces/a/secrets/b', false],
  ])('%s changes what is stored: %s', (line, expected) => {
    expect(isWrite(request(line))).toBe(expected);
  });
});
