import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { digest } from '../../src/pivot/digest.ts';

it('is what Node makes of the same text or bytes', () => {
  const data = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 300 }));
  fc.assert(
    fc.property(data, (given) => {
      expect(digest(given)).toBe(createHash('sha256').update(given).digest('hex'));
    }),
  );
});
