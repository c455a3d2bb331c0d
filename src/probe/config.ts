/** Environment → frozen configuration of a probe that runs in a Pod. The only reader of process.env here. */
import { probeNamespace, usualProbeName } from '../api/probe-lease.ts';
import { present, type Raw, readSettings, type Settings } from './settings.ts';

export interface Config {
  readonly settings: Settings;
  /** Where the Lease is written. */
  readonly namespace: string;
  /** What the probes are called, of which this is the one of its node. */
  readonly probe: string;
  readonly node: string;
  readonly podName: string;
  /** With it the Lease goes when the Pod goes; undefined: it stays. */
  readonly podUid: string | undefined;
  /** Where Ironic's Pods are looked for; undefined: nowhere. */
  readonly ironicNamespace: string | undefined;
  /** The API server, as the kubelet tells it. */
  readonly server: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A small file for the kubelet's readiness probe; on a volume, since the root file system is read-only. */
export const usualStateFile = '/run/clusterpivot-probe/state.json';

const variables: Readonly<Record<keyof Raw, string>> = {
  address: 'ENDPOINT_ADDRESS',
  interface: 'ENDPOINT_INTERFACE',
  apiPort: 'API_PORT',
  imagePort: 'IMAGE_PORT',
  apiScheme: 'API_SCHEME',
  imageScheme: 'IMAGE_SCHEME',
  caFile: 'CA_FILE',
  credentialsPath: 'CREDENTIALS_PATH',
  kernelPath: 'KERNEL_PATH',
  intervalSeconds: 'INTERVAL_SECONDS',
  discoverSeconds: 'DISCOVER_SECONDS',
};

/** Throws an Error that names the variables and what they must be. */
export function readConfig(environment: Environment = process.env): Config {
  const raw: Raw = {
    address: environment[variables.address],
    interface: environment[variables.interface],
    apiPort: environment[variables.apiPort],
    imagePort: environment[variables.imagePort],
    apiScheme: environment[variables.apiScheme],
    imageScheme: environment[variables.imageScheme],
    caFile: environment[variables.caFile],
    credentialsPath: environment[variables.credentialsPath],
    kernelPath: environment[variables.kernelPath],
    intervalSeconds: environment[variables.intervalSeconds],
    discoverSeconds: environment[variables.discoverSeconds],
  };
  return Object.freeze({
    settings: readSettings(raw, (field) => variables[field]),
    namespace: present(environment['POD_NAMESPACE']) ?? probeNamespace,
    probe: present(environment['PROBE_NAME']) ?? usualProbeName,
    node: required(environment, 'NODE_NAME'),
    podName: present(environment['POD_NAME']) ?? usualProbeName,
    podUid: present(environment['POD_UID']),
    ironicNamespace: present(environment['IRONIC_NAMESPACE']),
    server: apiServer(environment),
  });
}

export function readStateFile(environment: Environment = process.env): string {
  return present(environment['STATE_FILE']) ?? usualStateFile;
}

/** All that the tools get to see of our environment. */
export function toolEnvironment(environment: Environment = process.env): Record<string, string> {
  return { PATH: environment['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
}

function required(environment: Environment, name: string): string {
  const value = present(environment[name]);
  if (value === undefined) throw new Error(`${name} must be set`);
  return value;
}

function apiServer(environment: Environment): string {
  const host = required(environment, 'KUBERNETES_SERVICE_HOST');
  const port = present(environment['KUBERNETES_SERVICE_PORT']) ?? '443';
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
