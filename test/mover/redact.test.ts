import { describe, expect, it } from 'vitest';
import { redact } from '../../src/mover/redact.ts';
import { copied, nothingToMove, refused } from './transcripts.ts';

describe('redact', () => {
  it.each([
    ['a token', 'token eyJhbGciOi.eyJpc3Mi.c2ln-bmF0 is old', 'token [redacted] is old'],
    ['a header', 'Authorization: Bearer abcdefghijklmnop', 'Authorization: Bearer [redacted]'],
    [
      'a login in an address',
      'Get "https://admin:hunter2@10.0.0.1:6443/api"',
      'Get "https://[redacted]@10.0.0.1:6443/api"',
    ],
    ['a key', 'x -----BEGIN EC PRIVATE KEY-----\\nMHc\\n-----END EC PRIVATE KEY----- y', 'x [redacted] y'],
    ['a packed key', 'client-key LS0tLS1CRUdJTiBFQyBQUklWQVRF=', 'client-key [redacted]'],
    ['a field', '{"password":"hunter2","user":"a"}', '{"password":"[redacted]","user":"a"}'],
    ['a field within quotes', 'cause="{\\"token\\":\\"abc\\"}"', 'cause="{\\"token\\":\\"[redacted]\\"}"'],
  ])('takes out %s', (_, line, expected) => {
    expect(redact(line)).toBe(expected);
  });

  it.each([...copied, ...nothingToMove, ...refused, 'Error: invalid bearer token, please log in'])(
    'keeps %s',
    (line) => {
      expect(redact(line)).toBe(line);
    },
  );
});
