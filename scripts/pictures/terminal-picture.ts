/** A picture of a terminal's window, from the text with colours that was on it. */
import { type ColorName, createColorPalette, type ParseToken, parseAnsiSequences } from 'ansi-sequence-parser';
import { type Attributes, charactersOf, element, text } from './svg.ts';

const colourNames: Readonly<Record<ColorName, string>> = {
  black: '#21262d',
  red: '#ff7b72',
  green: '#56d364',
  yellow: '#e3b341',
  blue: '#79c0ff',
  magenta: '#d2a8ff',
  cyan: '#56d4dd',
  white: '#c9d1d9',
  brightBlack: '#6e7681',
  brightRed: '#ffa198',
  brightGreen: '#7ee787',
  brightYellow: '#f2cc60',
  brightBlue: '#a5d6ff',
  brightMagenta: '#e2c5ff',
  brightCyan: '#b3f0ff',
  brightWhite: '#f0f6fc',
};
const colours = createColorPalette({ ...colourNames });
const page = { background: '#0d1117', text: '#d0d7de', bar: '#21262d', edge: '#30363d' };

const fontSize = 14;
/** Of one column; most monospaced fonts are as wide, and others are stretched to it. */
const column = 8.43;
const line = 20;
const margin = 18;
const bar = 34;
const fonts = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

/** What has one look, and where in its line it begins. */
export interface Run extends Omit<ParseToken, 'value'> {
  readonly at: number;
  readonly words: string;
}

/** Control sequences that move the cursor, erase, set titles and links or choose character sets: no colours. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for.
const others = /\u001B(?:\[[\d;?]*[A-Za-ln-z]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[()][0-9A-B])|[\u000E\u000F\r]/g;

/** Line by line; a look goes on over the end of a line. Lines at the end with nothing in them are left out. */
export function runsOf(screen: string): readonly (readonly Run[])[] {
  const lines: Run[][] = [[]];
  let at = 0;
  for (const { value, ...look } of parseAnsiSequences(screen.replaceAll(others, '').trimEnd())) {
    for (const [index, words] of value.split('\n').entries()) {
      if (index > 0) {
        lines.push([]);
        at = 0;
      }
      if (words !== '') lines.at(-1)?.push({ ...look, at, words });
      at += charactersOf(words).length;
    }
  }
  const last = lines.findLastIndex((runs) => runs.some(({ words }) => words.trim() !== ''));
  return lines.slice(0, last + 1);
}

const x = (at: number) => Number((margin + at * column).toFixed(2));

/** Bars are drawn, since in many fonts there are gaps between their characters. */
const bars: Readonly<Record<string, number>> = { '█': 1, '▓': 0.75, '▒': 0.5, '░': 0.25 };

function drawRun(run: Run, top: number): readonly string[] {
  const { at, words, background, foreground, decorations } = run;
  const reverse = decorations.has('reverse');
  const plain = foreground === null ? page.text : colours.value(foreground);
  const behind = background === null ? page.background : colours.value(background);
  const back = reverse ? plain : behind;
  const look = {
    fill: reverse ? behind : plain,
    opacity: decorations.has('dim') ? 0.6 : undefined,
    'font-weight': decorations.has('bold') ? 700 : undefined,
    'font-style': decorations.has('italic') ? 'italic' : undefined,
    'text-decoration': decorations.has('underline') ? 'underline' : undefined,
  };
  const pieces = [...words.matchAll(/([█▓▒░])\1*|[^\s█▓▒░]+(?: [^\s█▓▒░]+)*/gu)].map(({ 0: piece, index }) => {
    const from = at + charactersOf(words.slice(0, index)).length;
    return drawPiece(piece, { from, top, look });
  });
  const ground = { x: x(at), y: top, width: charactersOf(words).length * column, height: line, fill: back };
  return back === page.background ? pieces : [element('rect', ground), ...pieces];
}

interface Place {
  readonly from: number;
  readonly top: number;
  readonly look: Attributes;
}

/** A bar, or words with no more than one space between them: whatever the font, they begin in their column. */
function drawPiece(piece: string, { from, top, look }: Place): string {
  const width = Number((charactersOf(piece).length * column).toFixed(2));
  const shade = bars[piece.charAt(0)];
  if (shade === undefined) {
    return text(piece, { x: x(from), y: top + 15, ...look, textLength: width, lengthAdjust: 'spacingAndGlyphs' });
  }
  return element('rect', { x: x(from), y: top + 4, width, height: line - 8, ...look, 'fill-opacity': shade });
}

/** `title`: of the window, such as the command. */
export function terminalPicture(screen: string, title: string): string {
  const lines = runsOf(screen);
  const ends = lines.map((runs) => Math.max(0, ...runs.map(({ at, words }) => at + charactersOf(words).length)));
  const width = Math.ceil(2 * margin + Math.max(40, ...ends) * column);
  const height = bar + lines.length * line + 2 * margin - 8;
  const frame = { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 8, stroke: page.edge };
  const buttons = ['#ff5f57', '#febc2e', '#28c840'].map((fill, index) =>
    element('circle', { cx: 20 + index * 20, cy: bar / 2, r: 6, fill }),
  );
  const content = [
    element('rect', { ...frame, fill: page.background }),
    element('path', { d: `M1 ${bar}V8a7 7 0 0 1 7-7H${width - 8}a7 7 0 0 1 7 7V${bar}z`, fill: page.bar }),
    ...buttons,
    text(title, { x: width / 2, y: bar / 2 + 5, 'text-anchor': 'middle', opacity: 0.8 }),
    ...lines.flatMap((runs, index) => runs.flatMap((run) => drawRun(run, bar + margin - 4 + index * line))),
  ];
  const root = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': fonts,
    'font-size': fontSize,
    fill: page.text,
  };
  return `${element('svg', root, `\n${content.join('\n')}\n`)}\n`;
}
