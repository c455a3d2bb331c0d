/** SHA-256, for telling whether two things are the same. By a library and not by Node, so that decisions import nothing of Node. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Hexadecimal, 64 digits; of a text, of its UTF-8. */
export function digest(data: string | Uint8Array): string {
  return bytesToHex(sha256(typeof data === 'string' ? utf8ToBytes(data) : data));
}
