/** Is the picture of a terminal what was on it? */
import { describe, expect, it } from 'vitest';
import { runsOf, terminalPicture } from '../../../scripts/pictures/terminal-picture.ts';

const escape = '\u001B';
const wordsOf = (screen: string) => runsOf(screen).map((runs) => runs.map(({ at, words }) => [at, words]));

describe('a screen', () => {
  it('is lines of words with one look each, in their columns', () => {
    expect(wordsOf(`  ${escape}[32m✔${escape}[39m Preflight\nnext`)).toEqual([
      [
        [0, '  '],
        [2, '✔'],
        [3, ' Preflight'],
      ],
      [[0, 'next']],
    ]);
  });
  it('keeps a look over the end of a line', () => {
    const [, [second] = []] = runsOf(`${escape}[2mone\ntwo${escape}[0m`);
    expect(second?.decorations.has('dim')).toBe(true);
  });
  it('has no control sequences but colours, and no empty lines at its end', () => {
    const screen = `${escape}[2J${escape}[1;1H${escape}]0;title\u0007a${escape}[K\r\n${escape}(Bb\n   \n${escape}[0m\n`;
    expect(wordsOf(screen)).toEqual([[[0, 'a']], [[0, 'b']]]);
  });
});

describe('its picture', () => {
  it('has the title and the words, escaped', () => {
    const svg = terminalPicture('a <b> & "c"', 'less <file>');
    expect(svg).toContain('>a &lt;b&gt; &amp; &quot;c&quot;</text>');
    expect(svg).toContain('>less &lt;file&gt;</text>');
  });
  it('has colours, bold and dim words', () => {
    const svg = terminalPicture(`${escape}[31mred${escape}[0m ${escape}[1mbold${escape}[0m ${escape}[2mdim`, '');
    expect(svg).toMatch(/fill="#ff7b72"[^>]*>red</);
    expect(svg).toMatch(/font-weight="700"[^>]*>bold</);
    expect(svg).toMatch(/opacity="0.6"[^>]*>dim</);
  });
  it('has what is shown in reverse on a ground of its colour', () => {
    const svg = terminalPicture(`${escape}[7mtold${escape}[27m`, '');
    expect(svg).toMatch(/<rect [^>]*width="33.72"[^>]*fill="#d0d7de"\/>\n<text [^>]*fill="#0d1117"[^>]*>told</);
  });
  it('has bars as bars, and words that are far apart each in its column', () => {
    const svg = terminalPicture('██░░  94   of', '');
    expect([...svg.matchAll(/<rect [^>]*fill-opacity="([\d.]+)"/g)].map(([, shade]) => shade)).toEqual(['1', '0.25']);
    expect(svg).toMatch(/<text x="68.58"[^>]*>94</);
    expect(svg).toMatch(/<text x="110.73"[^>]*>of</);
  });
  it('is as high as it has lines, and wide enough for the longest', () => {
    const size = (screen: string) => /width="(\d+)" height="(\d+)"/.exec(terminalPicture(screen, ''))?.slice(1, 3);
    expect(size('a\nb')).toEqual(['374', '102']);
    expect(size(`${'x'.repeat(100)}\nb\nc`)).toEqual(['879', '122']);
  });
});
