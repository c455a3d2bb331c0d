/** A probe whose reports go to standard output, a line each: run inside of a network namespace by its tests. */
import { toolEnvironment } from '../../src/probe/config.ts';
import { workAsProbe } from '../../src/probe/work.ts';
import { settingsFor } from './settings-for.ts';

const [node = '', address, name] = process.argv.slice(2);
const settings = settingsFor({ address, interface: name, intervalSeconds: '1', discoverSeconds: '2' });
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
// Whoever read it has gone.
process.stdout.once('error', () => process.exit(0));
await workAsProbe({
  settings,
  node,
  env: toolEnvironment(),
  listPods: undefined,
  publish: async (report) => {
    process.stdout.write(`${JSON.stringify(report)}\n`);
  },
  note: () => undefined,
  log: () => undefined,
  stop: stop.signal,
});
