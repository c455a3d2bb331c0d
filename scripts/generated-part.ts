/** A part of a page that is generated, between two comments; the rest of the page is written by hand. */
import { readFileSync } from 'node:fs';

const end = '<!-- End of what is generated. -->';

/** The page at `path` with the part that begins with a comment saying that it is generated from `from`. */
export function withGeneratedPart(path: string, from: string, part: string): string {
  const begin = `<!-- Generated from ${from} by \`npm run generate\`; do not edit. -->`;
  const page = readFileSync(path, 'utf8');
  const [head, rest] = page.split(`${begin}\n`);
  const tail = rest?.split(`${end}\n`)[1];
  if (head === undefined || tail === undefined) throw new Error(`${path} has no lines "${begin}" and "${end}"`);
  return `${head}${begin}\n${part}${end}\n${tail}`;
}
