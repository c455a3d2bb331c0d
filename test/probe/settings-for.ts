/** Settings of a probe as of its environment, in which nothing is set but what a test says. */
import { type Raw, readSettings, type Settings } from '../../src/probe/settings.ts';

const nothing: Raw = {
  address: undefined,
  interface: undefined,
  apiPort: undefined,
  imagePort: undefined,
  apiScheme: undefined,
  imageScheme: undefined,
  caFile: undefined,
  credentialsPath: undefined,
  kernelPath: undefined,
  intervalSeconds: undefined,
  discoverSeconds: undefined,
};

export function settingsFor(set: Partial<Raw>): Settings {
  return readSettings({ ...nothing, ...set }, String);
}
