/** What a probe looks at and how: the common ground of a DaemonSet's Pod and of a run by hand. */
import { isIP } from 'node:net';

export type Scheme = 'http' | 'https';

export interface Subject {
  readonly address: string;
  readonly interface: string;
  readonly apiPort: number;
  readonly imagePort: number;
}

export interface Settings {
  readonly subject: Subject;
  readonly apiScheme: Scheme;
  readonly imageScheme: Scheme;
  /** PEM bundle that both servers are verified with; undefined: the system's. */
  readonly caFile: string | undefined;
  /** A folder with `username` and `password`, as a mounted Secret is, or a file with `username:password`. */
  readonly credentialsPath: string | undefined;
  /** Path of the deploy kernel on the image server. */
  readonly kernelPath: string;
  readonly intervalSeconds: number;
  /** How often to ask for DHCP servers; 0: only listen. */
  readonly discoverSeconds: number;
}

/** How a variable or an option is called, and what it says. Plain checks: a schema library would be a sixth of our memory. */
export interface Raw {
  readonly address: string | undefined;
  readonly interface: string | undefined;
  readonly apiPort: string | undefined;
  readonly imagePort: string | undefined;
  readonly apiScheme: string | undefined;
  readonly imageScheme: string | undefined;
  readonly caFile: string | undefined;
  readonly credentialsPath: string | undefined;
  readonly kernelPath: string | undefined;
  readonly intervalSeconds: string | undefined;
  readonly discoverSeconds: string | undefined;
}

/** Throws an Error with all problems; `nameOf` says how its author calls a field. */
export function readSettings(raw: Raw, nameOf: (field: keyof Raw) => string): Settings {
  const problems: string[] = [];
  const refuse = (field: keyof Raw, must: string) => problems.push(`${nameOf(field)} must be ${must}`);
  const whole = (field: keyof Raw, { least, most, usual }: { least: number; most: number; usual: number }) => {
    const value = present(raw[field]) === undefined ? usual : Number(raw[field]);
    if (!Number.isInteger(value) || value < least || value > most) {
      refuse(field, `a whole number from ${least} to ${most}`);
    }
    return value;
  };
  const scheme = (field: 'apiScheme' | 'imageScheme', usual: Scheme): Scheme => {
    const value = present(raw[field]) ?? usual;
    if (value === 'http' || value === 'https') return value;
    refuse(field, 'http or https');
    return usual;
  };

  const address = raw.address ?? '';
  if (isIP(address) === 0 || address.includes('%')) refuse('address', 'an IP address');
  const name = raw.interface ?? '';
  // As the kernel checks them; the minus would make an option of it in the tools' arguments.
  if (!/^[^\s/:-][^\s/:]{0,14}$/.test(name)) refuse('interface', 'the name of a network interface');
  const kernelPath = present(raw.kernelPath) ?? '/images/ironic-python-agent.kernel';
  if (!/^\/\S*$/.test(kernelPath)) refuse('kernelPath', 'a path that begins with a slash');
  const caFile = present(raw.caFile);
  const settings: Settings = {
    subject: {
      address,
      interface: name,
      apiPort: whole('apiPort', { least: 1, most: 65_535, usual: 6385 }),
      imagePort: whole('imagePort', { least: 1, most: 65_535, usual: 6180 }),
    },
    apiScheme: scheme('apiScheme', caFile === undefined ? 'http' : 'https'),
    imageScheme: scheme('imageScheme', 'http'),
    caFile,
    credentialsPath: present(raw.credentialsPath),
    kernelPath,
    intervalSeconds: whole('intervalSeconds', { least: 1, most: 60, usual: 5 }),
    discoverSeconds: whole('discoverSeconds', { least: 0, most: 600, usual: 10 }),
  };
  if (problems.length > 0) throw new Error(problems.join('; '));
  return settings;
}

/** A manifest cannot leave a variable out, so an empty one is none. */
export function present(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

export function familyOf(address: string): 4 | 6 {
  return isIP(address) === 6 ? 6 : 4;
}
