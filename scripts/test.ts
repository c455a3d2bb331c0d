/** `npm test`: everything that CI checks, cheap first. One check that fails does not keep the others from running. */
import { type Check, checks, explain } from './test/checks.ts';
import { readOptions, usage } from './test/options.ts';
import { duration, failedOnce, lastLine, type Outcome, table, total } from './test/summary.ts';

async function carryOut(check: Check, position: string): Promise<Outcome> {
  console.log(`\n==> [${position}] ${check.name}: ${check.what}`);
  const start = performance.now();
  const finding = await check.run().catch((error: unknown) => {
    console.log(explain(error));
    return failedOnce(explain(error));
  });
  const seconds = (performance.now() - start) / 1000;
  console.log(`<== ${check.name}: ${lastLine(finding)} in ${duration(seconds)}`);
  return { ...finding, name: check.name, seconds };
}

async function main(): Promise<number> {
  const names = checks.map(({ name }) => name);
  const options = readOptions(process.argv.slice(2), names);
  if (options.kind !== 'run') {
    if (options.kind === 'wrong') console.error(`${options.problem}\n`);
    console.error(usage(names));
    return options.kind === 'help' ? 0 : 2;
  }
  const selected = checks.filter(({ name }) => options.names.includes(name));
  const outcomes: Outcome[] = [];
  for (const [index, check] of selected.entries()) {
    outcomes.push(await carryOut(check, `${index + 1}/${selected.length}`));
  }
  const counts = total(outcomes);
  console.log(`\n${table(outcomes)}\n\n${lastLine(counts)}`);
  return counts.failed === 0 ? 0 : 1;
}

const code = await main();
// A Docker client may hold connections open; nothing is left to wait for but our own output.
process.stdout.write('', () => process.exit(code));
