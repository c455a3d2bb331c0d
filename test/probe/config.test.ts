/** What the probe takes from its environment and from its command line, and how it refuses the rest. */
import { expect, it } from 'vitest';
import { readArguments, usage } from '../../src/probe/args.ts';
import { readConfig, readStateFile, toolEnvironment } from '../../src/probe/config.ts';

const environment = {
  NODE_NAME: 'new-1',
  KUBERNETES_SERVICE_HOST: 'fd00::1',
  ENDPOINT_ADDRESS: '172.22.0.2',
  ENDPOINT_INTERFACE: 'ironicendpoint',
  // A manifest cannot leave a variable out.
  CA_FILE: '',
};
const usual = {
  subject: { address: '172.22.0.2', interface: 'ironicendpoint', apiPort: 6385, imagePort: 6180 },
  apiScheme: 'http',
  imageScheme: 'http',
  caFile: undefined,
  credentialsPath: undefined,
  kernelPath: '/images/ironic-python-agent.kernel',
  intervalSeconds: 5,
  discoverSeconds: 10,
};

it('needs an address, an interface, and what the kubelet says', () => {
  expect(readConfig(environment)).toEqual({
    settings: usual,
    namespace: 'clusterpivot-probe',
    probe: 'clusterpivot-probe',
    node: 'new-1',
    podName: 'clusterpivot-probe',
    podUid: undefined,
    ironicNamespace: undefined,
    server: 'https://[fd00::1]:443',
  });
  expect(readConfig({ ...environment, PROBE_NAME: 'cpv-1-probe', POD_UID: 'u' })).toMatchObject({
    probe: 'cpv-1-probe',
    podUid: 'u',
  });
  expect(readStateFile({})).toBe('/run/clusterpivot-probe/state.json');
  expect(toolEnvironment({ PATH: '/bin', SECRET: 'x' })).toEqual({ PATH: '/bin', LC_ALL: 'C' });
});

it.each([
  [{ ENDPOINT_ADDRESS: 'ironic' }, 'ENDPOINT_ADDRESS must be an IP address'],
  [{ ENDPOINT_ADDRESS: 'fe80::1%eth0' }, 'ENDPOINT_ADDRESS must be an IP address'],
  [{ ENDPOINT_INTERFACE: '-rf' }, 'ENDPOINT_INTERFACE must be the name of a network interface'],
  [{ ENDPOINT_INTERFACE: '' }, 'ENDPOINT_INTERFACE must be the name of a network interface'],
  [{ API_PORT: '0' }, 'API_PORT must be a whole number from 1 to 65535'],
  [
    { API_PORT: 'x', IMAGE_SCHEME: 'ftp' },
    'API_PORT must be a whole number from 1 to 65535; IMAGE_SCHEME must be http or https',
  ],
  [{ KERNEL_PATH: 'images' }, 'KERNEL_PATH must be a path that begins with a slash'],
  [{ INTERVAL_SECONDS: '0' }, 'INTERVAL_SECONDS must be a whole number from 1 to 60'],
  [{ NODE_NAME: '' }, 'NODE_NAME must be set'],
])('refuses %j', (is, message) => {
  expect(() => readConfig({ ...environment, ...is })).toThrow(message);
});

const once = ['--once', '--address', '172.22.0.2', '--interface', 'ironicendpoint'];

it('looks once with what a person says, and speaks TLS to an API whose CA is given', () => {
  expect(readArguments(once)).toEqual({
    kind: 'once',
    settings: usual,
    output: 'table',
    expect: undefined,
    listenSeconds: 4,
  });
  expect(readArguments([...once, '--ca', 'ca.crt', '--output', 'json', '--expect', 'held'])).toMatchObject({
    settings: { apiScheme: 'https', caFile: 'ca.crt' },
    output: 'json',
    expect: 'held',
  });
  expect(readArguments([])).toEqual({ kind: 'run' });
  expect(readArguments(['--check'])).toEqual({ kind: 'check' });
  expect(readArguments(['--help'])).toEqual({ kind: 'help' });
  expect(usage).toContain('Exit code: 0 ready, 1 not ready, 2 unknown.');
});

it.each([
  [['--address', '172.22.0.2'], '--once is missing'],
  [['--once'], '--address must be an IP address; --interface must be the name of a network interface'],
  [[...once, '--output', 'yaml'], '--output must be json or table'],
  [[...once, '--expect', 'luck'], '--expect must be one of able, held, released'],
  [[...once, '--listen-seconds', '1'], '--listen-seconds must be from 2 to 60'],
  [[...once, '--colour'], "Unknown option '--colour'"],
])('refuses %j on the command line', (argv, message) => {
  expect(() => readArguments(argv)).toThrow(message);
});
