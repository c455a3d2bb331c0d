/** The pages of the documentation, as a reader of Markdown sees them. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import GithubSlugger from 'github-slugger';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

export const root = join(import.meta.dirname, '../..');

export interface Page {
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
  readonly nodes: readonly Nodes[];
}

export const pages: readonly Page[] = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).toSorted().map(readPage);

function readPage(path: string): Page {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, nodes: descendants(fromMarkdown(text)) };
}

function descendants(node: Nodes): readonly Nodes[] {
  return [node, ...('children' in node ? node.children.flatMap(descendants) : [])];
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf({ nodes }: Page): ReadonlySet<string> {
  const slugger = new GithubSlugger();
  const headings = nodes.filter((node) => node.type === 'heading');
  return new Set(headings.map((heading) => slugger.slug(plain(heading))));
}

function plain(node: Nodes): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map(plain).join('') : '';
}

/** Fenced blocks of a language. */
export function blocksOf({ nodes }: Page, language: string): readonly string[] {
  return nodes.flatMap((node) => (node.type === 'code' && node.lang === language ? [node.value] : []));
}
