/** Until when can a connection last? */
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { endOfToken } from '../../src/kube/connection-expiries.ts';
import { failure, line } from './stub-client.ts';

const jwt = (payload: object) => `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c2ln`;

it.each([
  ['a JSON Web Token', jwt({ exp: 1_800_000_000 }), 1_800_000_000_000],
  ['one without an end', jwt({ sub: 'x' }), undefined],
  ['one whose end is no number', jwt({ exp: 'never' }), undefined],
  ['any other token', randomBytes(16).toString('hex'), undefined],
  ['what only looks like one', 'a.b.c', undefined],
])('%s', (_, token, end) => {
  expect(endOfToken(token)).toBe(end);
});

it('the certificate of the server, and nothing else where a token without an end is shown', async () => {
  const { client } = await line(() => ({ body: {} }));
  expect(await client.expiries()).toEqual({
    serverCertificate: expect.any(Number) as unknown,
    clientCertificate: undefined,
    token: undefined,
  });
});

it('a server that is not there is an error of the network', async () => {
  const { client, stub } = await line(() => ({ body: {} }));
  await stub.close();
  expect(await failure(client.expiries())).toMatchObject({ kind: 'network' });
});
