/** SHA-256, for telling whether two things are the same: a pure function of its input, and the only use of node:crypto here. */
import { createHash } from 'node:crypto';

/** Hexadecimal, 64 digits. */
export function digest(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
