/** The plan as a review shows it: in a comment of a pull request, or beside a change ticket. */
import type { ClusterPivot } from '../api/clusterpivot.ts';

/** '' while there is no plan. */
export function planMarkdown({ metadata, spec, status: { plan, checks } }: ClusterPivot): string {
  if (plan === undefined) return '';
  const pause =
    plan.estimate === undefined ? '' : ` Clusters will be paused for about ${plan.estimate.pauseSeconds} s.`;
  const found = (checks?.results ?? []).map(({ check, outcome, message }) => [outcome, `\`${check}\``, message]);
  const sections = [
    `## Plan \`${plan.hash}\` of ClusterPivot ${metadata.namespace}/${metadata.name}`,
    `Cluster ${spec.clusterName} takes over its own management: ${plan.objects} objects move, ${plan.hosts.length} BareMetalHosts among them.${pause}`,
    section('Steps', plan.steps.map((step, index) => `${index + 1}. ${step}`).join('\n')),
    section(
      'Checks',
      checks === undefined
        ? ''
        : `${checks.passed} passed, ${checks.failed} failed, ${checks.warnings} warn, ${checks.pending} pending.`,
    ),
    rows(['outcome', 'check', 'finding'], found),
    section(
      'Objects that move',
      rows(
        ['kind', 'objects'],
        plan.kinds.map(({ kind, count }) => [kind, String(count)]),
      ),
    ),
    section(
      'BareMetalHosts',
      rows(
        ['host', 'state', 'claimed'],
        plan.hosts.map(({ name, state, claimed }) => [name, state, claimed ? 'yes' : 'no']),
      ),
    ),
    section(
      'Left behind',
      rows(
        ['object', 'why'],
        (plan.leftBehind ?? []).map(({ object, why }) => [object, why]),
      ),
    ),
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

function section(title: string, text: string): string {
  return text === '' ? '' : `### ${title}\n\n${text}`;
}

function rows(head: readonly string[], body: readonly (readonly string[])[]): string {
  if (body.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}

/** Messages have several lines, and words that a table or HTML would take for its own. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', '<br>');
}
