/** The same rules for a test that cannot wait for a quarter of an hour. */
import type { groups, Rule } from './rule-file.ts';

/** How long anything has to last, in seconds. */
const patience = 20;

/** Durations of waits in expressions: `… > 900`. No ratio, and no number of things, is as large. */
const wait = /> (?:900|1800)\b/g;

function soonerRule(rule: Rule): Rule {
  return {
    ...rule,
    expr: rule.expr.replaceAll(wait, `> ${patience}`),
    ...(rule.for === undefined ? {} : { for: `${patience}s` }),
    ...(rule.keep_firing_for === undefined ? {} : { keep_firing_for: '5s' }),
  };
}

export function sooner(all: typeof groups): typeof groups {
  return all.map((group) => ({ ...group, rules: group.rules.map(soonerRule) }));
}
