/** What the command line asks of the probe: to run in a Pod, to be asked by the kubelet, or to look once for a person. */
import { parseArgs } from 'node:util';
import { type Raw, readSettings, type Settings } from './settings.ts';

/** What a person wants to be true: the address free for the taking, held and served here, or held by nobody. */
export const expectations = ['able', 'held', 'released'] as const;
export type LocalExpectation = (typeof expectations)[number];

export type Command =
  | { readonly kind: 'run' }
  | { readonly kind: 'check' }
  | { readonly kind: 'help' }
  | {
      readonly kind: 'once';
      readonly settings: Settings;
      readonly output: 'json' | 'table';
      /** undefined: `held` where the address is, `able` elsewhere. */
      readonly expect: LocalExpectation | undefined;
      /** How long to listen to the wire first. */
      readonly listenSeconds: number;
    };

export const usage = `usage: clusterpivot-probe --once --address ADDRESS --interface NAME [options]

Says what this host sees of Ironic's endpoint address, and whether it is as it should be.
Exit code: 0 ready, 1 not ready, 2 unknown.

  --address ADDRESS          the endpoint's IP address, which keepalived holds
  --interface NAME           the network interface it belongs on
  --expect able|held|released
                             what should be true: this host could take the address over; it holds and serves it;
                             nobody holds it. Without it: held where the address is, able elsewhere
  --output table|json        table unless told
  --api-port, --image-port   6385 and 6180 unless told
  --api-scheme, --image-scheme http|https
                             https for the API when --ca is given, else http
  --ca FILE                  CA certificates (PEM) to verify the servers with
  --credentials-file FILE    username:password of Ironic's API, or a folder with the files username and password
  --kernel-path PATH         of the deploy kernel on the image server
  --listen-seconds N         how long to listen to the wire first: 4 unless told, 2 to 60
  --discover-seconds N       0: send no DHCP request, only listen
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const options = {
  once: flag,
  check: flag,
  help: flag,
  output: text,
  expect: text,
  'listen-seconds': text,
  address: text,
  interface: text,
  'api-port': text,
  'image-port': text,
  'api-scheme': text,
  'image-scheme': text,
  ca: text,
  'credentials-file': text,
  'kernel-path': text,
  'discover-seconds': text,
} as const;

const optionOf: Readonly<Record<keyof Raw, string>> = {
  address: '--address',
  interface: '--interface',
  apiPort: '--api-port',
  imagePort: '--image-port',
  apiScheme: '--api-scheme',
  imageScheme: '--image-scheme',
  caFile: '--ca',
  credentialsPath: '--credentials-file',
  kernelPath: '--kernel-path',
  intervalSeconds: '--interval-seconds',
  discoverSeconds: '--discover-seconds',
};

/** Throws an Error that names the option and what it must be. */
export function readArguments(argv: readonly string[]): Command {
  const { values } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false });
  if (values.help === true) return { kind: 'help' };
  if (values.check === true) return { kind: 'check' };
  if (values.once !== true) {
    if (argv.length > 0) throw new Error('--once is missing');
    return { kind: 'run' };
  }
  const output = values.output ?? 'table';
  if (output !== 'json' && output !== 'table') throw new Error('--output must be json or table');
  const expect = expectations.find((one) => one === values.expect);
  if (values.expect !== undefined && expect === undefined) {
    throw new Error(`--expect must be one of ${expectations.join(', ')}`);
  }
  const listenSeconds = Number(values['listen-seconds'] ?? 4);
  if (!(listenSeconds >= 2 && listenSeconds <= 60)) throw new Error('--listen-seconds must be from 2 to 60');
  const raw: Raw = {
    address: values.address,
    interface: values.interface,
    apiPort: values['api-port'],
    imagePort: values['image-port'],
    apiScheme: values['api-scheme'],
    imageScheme: values['image-scheme'],
    caFile: values.ca,
    credentialsPath: values['credentials-file'],
    kernelPath: values['kernel-path'],
    intervalSeconds: undefined,
    discoverSeconds: values['discover-seconds'],
  };
  return { kind: 'once', settings: readSettings(raw, (field) => optionOf[field]), output, expect, listenSeconds };
}
