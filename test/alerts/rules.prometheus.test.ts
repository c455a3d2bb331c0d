/** The alerts as promtool, which is Prometheus' own rule engine, evaluates them. */
import { describe, expect, it } from 'vitest';
import { checkRules, noPrometheus, playScenario, skipped } from './promtool.ts';
import { rules } from './rule-file.ts';
import { scenarios } from './scenarios/index.ts';

describe.skipIf(noPrometheus !== undefined)(`the rules${skipped}`, () => {
  it('are valid, and without what promtool warns of', async () => {
    expect(await checkRules()).toContain(`SUCCESS: ${rules.length} rules found`);
  });

  it.each(scenarios.map((scenario) => [`${scenario.alert} ${scenario.what}`, scenario] as const))(
    '%s',
    async (_, scenario) => {
      await expect(playScenario(scenario)).resolves.toBeUndefined();
    },
  );
});
