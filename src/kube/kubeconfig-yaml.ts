/** Reads the YAML of a foreign kubeconfig within limits; what it says when it refuses never quotes the text. */
import { isUtf8 } from 'node:buffer';
import { isAlias, parseDocument, visit } from 'yaml';

export type ParsedYaml =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problem: string };

const largestText = 256 * 1024;

/** A map, however deep; every refusal is a sentence that goes after "the kubeconfig ". */
export function parseKubeconfigYaml(input: string | Uint8Array): ParsedYaml {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  if (bytes.length === 0) return refused('is empty; it must be the YAML of a kubeconfig');
  if (bytes.length > largestText) {
    return refused(
      `is ${Math.ceil(bytes.length / 1024)} KiB long; it must not be longer than ${largestText / 1024} KiB`,
    );
  }
  // U+FFFD is what a decoder before us left behind.
  const text = Buffer.from(bytes).toString('utf8');
  if (!isUtf8(bytes) || text.includes('\uFFFD') || text.includes('\0')) {
    return refused('is not UTF-8 text; it must be YAML, base64-encoded once in the Secret');
  }
  return parse(text);
}

function parse(text: string): ParsedYaml {
  try {
    const document = parseDocument(text, { prettyErrors: true, logLevel: 'error', uniqueKeys: true });
    const problem = [...document.errors, ...document.warnings][0];
    if (problem !== undefined) {
      const line = problem.linePos?.[0].line;
      return refused(
        `is not valid YAML${line === undefined ? '' : ` (line ${line}: ${problem.code})`}; it must be one YAML map`,
      );
    }
    let aliases = false;
    visit(document, (_key, node) => {
      if (!isAlias(node)) return undefined;
      aliases = true;
      return visit.BREAK;
    });
    if (aliases) return refused('uses YAML aliases; it must spell every value out');
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    return isMap(value)
      ? { ok: true, value }
      : refused('is no YAML map; it must have clusters, users, contexts and current-context');
  } catch {
    // Nesting so deep that the parser runs out of stack; its message could quote the text.
    return refused('cannot be parsed; it must be one YAML map');
  }
}

function refused(problem: string): ParsedYaml {
  return { ok: false, problem };
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
