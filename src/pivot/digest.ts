/** SHA-256, for telling whether two things are the same: a pure function of its input. The layer rule lets only this file import node:crypto. */
import { createHash } from 'node:crypto';

/** Hexadecimal, 64 digits. */
export function digest(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
