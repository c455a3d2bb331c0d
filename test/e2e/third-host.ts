/** A host on the provisioning network that belongs to neither cluster: who should not be there, for a while. */
import type { Engine } from '../../testbed/engine.ts';
import { provisioningNetwork } from '../../testbed/network.ts';
import { containerName, testbedLabel } from '../../testbed/node-container.ts';
import { execInNode } from '../../testbed/node-exec.ts';

const name = 'clusterpivot-third-host';
/** Its interface there. */
const thirdInterface = 'eth0';

export interface ThirdHost extends AsyncDisposable {
  exec(argv: readonly string[]): Promise<string>;
  /** Starts a keepalived for `address`, which goes into the background. */
  keepalived(address: string, priority: number): Promise<void>;
  /** Starts a DHCP server, which goes into the background. */
  dhcpServer(first: string, last: string): Promise<void>;
  /** Ends a program that was started here, and waits until it is gone. */
  end(program: 'keepalived' | 'dnsmasq'): Promise<void>;
  mac(): Promise<string>;
}

/** With the programs of a node. Its `address` is chosen: the engine would give it the first free one, which is the endpoint's. */
export async function startThirdHost(engine: Engine, address: string): Promise<ThirdHost> {
  const { Image } = await engine.getContainer(containerName('source')).inspect();
  await engine
    .getContainer(name)
    .remove({ force: true })
    .catch(() => undefined);
  const container = await engine.createContainer({
    name,
    Image,
    Entrypoint: ['sleep', 'infinity'],
    Labels: { [testbedLabel]: 'third-host' },
    NetworkingConfig: { EndpointsConfig: { [provisioningNetwork]: { IPAMConfig: { IPv4Address: address } } } },
    HostConfig: { NetworkMode: provisioningNetwork, CapAdd: ['NET_ADMIN', 'NET_RAW', 'NET_BROADCAST'], Init: true },
  });
  await container.start();
  const exec = async (argv: readonly string[]) => execInNode(engine, container.id, argv);
  return {
    exec,
    keepalived: async (address, priority) => {
      const config = `vrrp_instance OTHER {
  state MASTER
  interface ${thirdInterface}
  virtual_router_id 1
  priority ${priority}
  advert_int 1
  virtual_ipaddress {
    ${address}/32
  }
}`;
      await exec(['sh', '-c', 'echo "$1" > /tmp/keepalived.conf', 'sh', config]);
      await exec(['keepalived', '--use-file=/tmp/keepalived.conf', '--pid=/tmp/keepalived.pid']);
    },
    dhcpServer: async (first, last) => {
      await exec([
        'dnsmasq',
        '--port=0',
        '--user=root',
        `--interface=${thirdInterface}`,
        '--bind-interfaces',
        `--dhcp-range=${first},${last},120`,
        '--dhcp-leasefile=/tmp/leases',
        '--pid-file=/tmp/dnsmasq.pid',
      ]);
    },
    end: async (program) => {
      await exec(['sh', '-c', `pkill ${program}; while pgrep ${program} > /dev/null; do sleep 0.1; done`]);
    },
    mac: async () => (await exec(['cat', `/sys/class/net/${thirdInterface}/address`])).trim(),
    [Symbol.asyncDispose]: async () => container.remove({ force: true }),
  };
}
