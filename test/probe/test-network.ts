/** Hosts on one wire: network namespaces joined by a bridge, with real programs in them, gone with the test. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type ProbeReport, parseProbeReport } from '../../src/api/probe-report.ts';
import { type Program, start } from '../env/child-process.ts';

const run = promisify(execFile);
const tools = ['arping', 'dnsmasq', 'ip', 'keepalived', 'ndisc6', 'tcpdump'];

/** Why there can be no such network here. */
export function whyNot(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  const missing = tools.filter((tool) => !succeeds(['which', tool]));
  if (missing.length > 0) return `needs ${missing.join(', ')}`;
  const name = `cpv-try-${randomUUID().slice(0, 8)}`;
  if (!succeeds(['ip', 'netns', 'add', name])) return 'needs network namespaces';
  return succeeds(['ip', 'netns', 'del', name]) ? undefined : 'needs network namespaces';
}

function succeeds([command = '', ...args]: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export const interfaceName = 'ironicendpoint';

interface KeepalivedOptions {
  readonly address: string;
  /** Prefix length of the address. Default: that of a host. */
  readonly prefix?: number;
  readonly priority: number;
}

export class Host {
  readonly #name: string;
  readonly #namespace: string;
  readonly #folder: string;
  readonly #programs: Program[] = [];
  readonly #probes: ChildProcess[] = [];

  constructor(name: string, namespace: string, folder: string) {
    this.#name = name;
    this.#namespace = namespace;
    this.#folder = folder;
  }

  /** `ip` with these words, in the host. */
  async ip(words: string): Promise<string> {
    return (await run('ip', ['-n', this.#namespace, ...words.split(' ')])).stdout;
  }

  async mac(): Promise<string> {
    const [link] = JSON.parse(await this.ip(`-j link show dev ${interfaceName}`)) as { address: string }[];
    return link?.address ?? '';
  }

  /** As Metal3 configures it. */
  async keepalived({ address, prefix = isIPv6(address) ? 128 : 32, priority }: KeepalivedOptions): Promise<Program> {
    const file = join(this.#folder, `${this.#name}.conf`);
    const instance = `state MASTER\n interface ${interfaceName}\n virtual_router_id 1\n priority ${priority}\n advert_int 1`;
    await writeFile(file, `vrrp_instance VI_1 {\n ${instance}\n virtual_ipaddress {\n  ${address}/${prefix}\n }\n}\n`);
    const pids = ['-p', `${file}.pid`, '-r', `${file}.vrrp.pid`];
    return this.#start(['keepalived', '--dont-fork', '--log-console', '--vrrp', '-f', file, ...pids]);
  }

  /** The child first and the parent with it: told of its parent's death, it would take the address away. */
  async killKeepalived(): Promise<void> {
    const files = ['vrrp.pid', 'pid'].map((ending) => join(this.#folder, `${this.#name}.conf.${ending}`));
    const pids = await Promise.all(files.map(async (file) => Number(await readFile(file, 'utf8'))));
    for (const pid of pids) if (pid > 1) process.kill(pid, 'SIGKILL');
  }

  async dhcpServer(): Promise<Program> {
    const own = [`--interface=${interfaceName}`, `--dhcp-leasefile=${join(this.#folder, `${this.#name}.leases`)}`];
    const range = '--dhcp-range=172.22.0.10,172.22.0.99,255.255.255.0,2m';
    const options = ['--keep-in-foreground', '--conf-file=/dev/null', '--port=0', '--pid-file', '--bind-dynamic'];
    return this.#start(['dnsmasq', ...options, ...own, range]);
  }

  async ironic(): Promise<Program> {
    return this.#start([process.execPath, fileURLToPath(new URL('serve-ironic.ts', import.meta.url))]);
  }

  /** Runs the probe once, as a person would, and gives its exit code and what it prints. */
  async once(args: readonly string[]): Promise<{ readonly code: number; readonly stdout: string }> {
    const main = fileURLToPath(new URL('../../src/probe/main.ts', import.meta.url));
    const argv = ['netns', 'exec', this.#namespace, process.execPath, main, '--once', ...args];
    return new Promise((resolve) => {
      execFile('ip', argv, (error, stdout) => resolve({ code: Number(error?.code ?? 0), stdout }));
    });
  }

  /** A probe that reports each second. */
  probe(address: string, onReport: (report: ProbeReport) => void): void {
    const script = fileURLToPath(new URL('print-reports.ts', import.meta.url));
    const argv = ['netns', 'exec', this.#namespace, process.execPath, script, this.#name, address, interfaceName];
    const child = spawn('ip', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#probes.push(child);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const report = parseProbeReport(line);
      if (report !== undefined) onReport(report);
    });
  }

  async stop(): Promise<void> {
    const ended = this.#probes.map((probe) => once(probe, 'exit'));
    for (const probe of this.#probes) probe.kill('SIGTERM');
    await Promise.all([...ended, ...this.#programs.map((program) => program.stop())]);
  }

  async #start(argv: readonly string[]): Promise<Program> {
    const log = join(this.#folder, `${this.#name}-${this.#programs.length}.log`);
    const program = await start(['ip', 'netns', 'exec', this.#namespace, ...argv], log);
    this.#programs.push(program);
    return program;
  }
}

export interface TestNetwork extends AsyncDisposable {
  host(name: string): Host;
}

/** Each host has an interface on the wire, up, without an address; nothing reaches the outside. */
export async function startTestNetwork(names: readonly string[]): Promise<TestNetwork> {
  const id = randomUUID().slice(0, 6);
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-netns-'));
  const wire = `cpv-${id}-wire`;
  const ip = (words: string) => run('ip', words.split(' '));
  await ip(`netns add ${wire}`);
  await ip(`-n ${wire} link add wire type bridge`);
  await ip(`-n ${wire} link set wire up`);
  const hosts = new Map<string, Host>();
  for (const [index, name] of names.entries()) {
    const namespace = `cpv-${id}-${name}`;
    await ip(`netns add ${namespace}`);
    await ip(`-n ${namespace} link add ${interfaceName} type veth peer name port${index} netns ${wire}`);
    await ip(`-n ${wire} link set port${index} master wire up`);
    await ip(`-n ${namespace} link set lo up`);
    await ip(`-n ${namespace} link set ${interfaceName} up`);
    hosts.set(name, new Host(name, namespace, folder));
  }
  return {
    host: (name) => {
      const host = hosts.get(name);
      if (host === undefined) throw new Error(`there is no host ${name}`);
      return host;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...hosts.values()].map((host) => host.stop()));
      for (const name of [...names, 'wire']) await ip(`netns del cpv-${id}-${name}`);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
