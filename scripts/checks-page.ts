/** docs/checks.md, from the checks themselves. */
import { checks } from '../src/pivot/checks/index.ts';
import { markdownTable } from './markdown-table.ts';

const head = `<!-- Generated from src/pivot/checks by \`npm run generate\`; do not edit. -->
# Checks of Preflight

All are asked, whatever the others say, without writing anything; and once more right before the source is fenced. A failure holds
the pivot up, a warning is only told. What to do about each is in the [runbook](runbook/preflight.md).
`;

export function checksPage(): string {
  const rows = checks.map(({ name, predicate, severity, source }) => [
    `[${name}](runbook/preflight.md#${name.toLowerCase()})`,
    predicate,
    severity.toLowerCase(),
    source,
  ]);
  return `${head}\n${markdownTable(['check', 'passes when', 'otherwise', 'source of the rule'], rows)}`;
}
