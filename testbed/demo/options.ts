/** What the demo is asked for on its command line. */
import { parseArgs } from 'node:util';

export interface DemoOptions {
  readonly hosts: number;
  readonly byHand: boolean;
  /** Without Ironic and BMCs behind the hosts. */
  readonly fixture: boolean;
  /** Only the verdict, as JSON, on standard output; everything else goes to standard error. */
  readonly json: boolean;
  /** False takes the testbed down afterwards. */
  readonly keep: boolean;
}

export const usage = `Usage: npm run demo -- [options]

Brings up two real clusters, seeds one with bare-metal hosts, and pivots it into the other.

  --hosts N    machines to seed, besides two hosts that stay available (default 12)
  --by-hand    with plain kubectl and clusterctl move, as Metal3's book describes it, instead of the operator
  --fixture    hosts without Ironic and BMCs behind them, for very many of them
  --json       only the verdict, as JSON, on standard output
  --no-keep    take the testbed down afterwards (default: it stays, for you to look at and for the next run)
`;

/** undefined: help was asked for. Throws on options that it does not know, saying so. */
export function readOptions(argv: readonly string[]): DemoOptions | undefined {
  const { values } = parseArgs({
    args: [...argv],
    allowNegative: true,
    options: {
      hosts: { type: 'string', default: '12' },
      'by-hand': { type: 'boolean', default: false },
      fixture: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: true },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const hosts = Number(values.hosts);
  if (!Number.isInteger(hosts) || hosts < 1)
    throw new Error(`--hosts takes a whole number of at least 1, not ${values.hosts}`);
  return { hosts, byHand: values['by-hand'], fixture: values.fixture, json: values.json, keep: values.keep };
}
