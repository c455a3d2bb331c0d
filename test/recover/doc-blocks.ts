/** The commands in docs/recovery.md, as a reader copies them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const text = readFileSync(join(import.meta.dirname, '../../docs/recovery.md'), 'utf8');

/** Each block of shell commands, in order; those in lists without their indentation. */
export const blocks: readonly string[] = [...text.matchAll(/^( *)```sh\n(.*?)^ *```$/gms)].map(
  ([, indentation = '', block = '']) => block.replaceAll(new RegExp(`^${indentation}`, 'gm'), ''),
);

/** The only block that has `part` in it. */
export function blockWith(part: string): string {
  const [block, ...more] = blocks.filter((block) => block.includes(part));
  if (block === undefined || more.length > 0)
    throw new Error(`${more.length + 1} blocks have ${part} in them, or none`);
  return block;
}
