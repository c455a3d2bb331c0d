/** Pieces of SVG as text. */
import { fontSize } from './theme.ts';

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;

function opening(name: string, attributes: Attributes): string {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return [name, ...given.map(([key, value]) => `${key}="${escaped(String(value))}"`)].join(' ');
}

/** `content` is SVG already. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const start = opening(name, attributes);
  return content === '' ? `<${start}/>` : `<${start}>${content}</${name}>`;
}

export function text(words: string, attributes: Attributes): string {
  return element('text', attributes, escaped(words));
}

export function movedTo(x: number, y: number, content: string): string {
  return element('g', { transform: `translate(${x} ${y})` }, `\n${content}\n`);
}

export function charactersOf(words: string): readonly string[] {
  return Array.from(words);
}

/** In sizes of the font: characters that are not of the usual width. */
const widths: readonly (readonly [RegExp, number])[] = [
  [/[ijlI.,:;'|!]/, 0.3],
  [/[ frt()/-]/, 0.38],
  [/[cksvxyz]/, 0.57],
  [/[mwMW%…]/, 0.97],
  [/[A-Z]/, 0.7],
];

/** As DejaVu Sans has it, the widest of the usual fonts: which one is used, only the viewer knows. */
export function widthOf(words: string, size = fontSize): number {
  const ofOne = (character: string) => widths.find(([like]) => like.test(character))?.[1] ?? 0.62;
  return size * charactersOf(words).reduce((sum, character) => sum + ofOne(character), 0);
}

/** Cut to the width. */
export function fitted(words: string, width: number, size = fontSize): string {
  if (widthOf(words, size) <= width) return words;
  const all = charactersOf(words);
  const most = all.findLastIndex((_, end) => widthOf(`${all.slice(0, end).join('')}…`, size) <= width);
  return `${all.slice(0, Math.max(0, most)).join('')}…`;
}
