/** The testbed's command line: up, down, reset, status. */
import { parseArgs } from 'node:util';
import { withElapsed } from './progress.ts';
import { describeTestbed } from './status.ts';
import { downTestbed, findTestbed, resetTestbed, type Testbed, upTestbed } from './testbed.ts';

const usage = `Usage: node testbed/main.ts <command>

  up [--hosts N] [--unclaimed N] [--no-seed]   two clusters with everything in them; quick when they run already
     [--fixture]                               without Ironic and BMCs behind the hosts, for very many of them
  reset                                        both clusters back to how "up" left them
  status                                       what runs, and where the kubeconfigs are
  down                                         removes both clusters; the cache of built programs stays
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function count(text: string | undefined, option: string, least: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number) || number < least)
    throw new Error(`--${option} takes a whole number of at least ${least}, not ${text}`);
  return number;
}

function showKubeconfigs({ source, target }: Testbed): void {
  say('');
  for (const { kubeconfigPath } of [source, target]) say(`export KUBECONFIG=${kubeconfigPath}`);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: {
      hosts: { type: 'string' },
      unclaimed: { type: 'string' },
      seed: { type: 'boolean', default: true },
      fixture: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [command] = positionals;
  if (values.help || command === undefined) {
    say(usage);
    return values.help ? 0 : 2;
  }
  const progress = withElapsed(say);
  switch (command) {
    case 'up': {
      const hosts = count(values.hosts, 'hosts', 1);
      const unclaimedHosts = count(values.unclaimed, 'unclaimed', 0);
      const testbed = await upTestbed(
        {
          seed: values.seed,
          fixture: values.fixture,
          ...(hosts === undefined ? {} : { hosts }),
          ...(unclaimedHosts === undefined ? {} : { unclaimedHosts }),
        },
        progress,
      );
      progress('the testbed is up');
      showKubeconfigs(testbed);
      return 0;
    }
    case 'down':
      await downTestbed(progress);
      return 0;
    case 'reset': {
      const testbed = await findTestbed();
      if (testbed === undefined) throw new Error('no testbed runs: start one with `npm run testbed:up`');
      await resetTestbed(testbed, progress);
      return 0;
    }
    case 'status': {
      const testbed = await findTestbed();
      say(
        testbed === undefined
          ? 'The testbed is not up. `npm run testbed:up` starts it.'
          : await describeTestbed(testbed),
      );
      return testbed === undefined ? 1 : 0;
    }
    default:
      say(`Unknown command ${command}.\n\n${usage}`);
      return 2;
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  for (let cause = error instanceof Error ? error.cause : undefined; cause instanceof Error; cause = cause.cause)
    say(`  because: ${cause.message}`);
  process.exitCode = 1;
}
