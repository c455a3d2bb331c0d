/** docs/checks.md, from the checks themselves. */
import { checks } from '../src/pivot/checks/index.ts';

const head = `<!-- Generated from src/pivot/checks by \`npm run generate\`; do not edit. -->
# Checks of Preflight

All are asked, whatever the others say, without writing anything; and once more right before the source is fenced. A failure holds
the pivot up, a warning is only told. What to do about each is in the [runbook](runbook/preflight.md).

| check | passes when | otherwise | source of the rule |
| --- | --- | --- | --- |
`;

export function checksPage(): string {
  const rows = checks.map(
    ({ name, predicate, severity, source }) =>
      `| [${name}](runbook/preflight.md#${name.toLowerCase()}) | ${cell(predicate)} | ${severity.toLowerCase()} | ${cell(source)} |`,
  );
  return `${head}${rows.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
