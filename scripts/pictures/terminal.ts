/** `npm run picture:terminal`: draws what was on a terminal, as `tmux capture-pane -e -p` tells it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { terminalPicture } from './terminal-picture.ts';

const usage = `Usage: npm run picture:terminal -- --in FILE --out FILE [--title TEXT]

Draws one screen of a terminal as an SVG: text with colours, as \`tmux capture-pane -e -p\` prints it.
`;

const { values } = parseArgs({
  options: {
    in: { type: 'string' },
    out: { type: 'string' },
    title: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help || values.in === undefined || values.out === undefined) {
  process.stdout.write(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  const picture = terminalPicture(await readFile(values.in, 'utf8'), values.title);
  await mkdir(dirname(values.out), { recursive: true });
  await writeFile(values.out, picture);
  process.stdout.write(`wrote ${values.out}\n`);
}
