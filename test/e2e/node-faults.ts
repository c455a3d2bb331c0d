/** What can befall the machines and networks of a pivot, made for real in the nodes of the testbed. Each ends by its disposal. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestbedCluster } from '../../testbed/cluster.ts';
import type { Testbed } from '../../testbed/testbed.ts';

export type Ended = () => Promise<unknown>;

const shell = (node: TestbedCluster, script: string) => node.exec(['sh', '-c', script]);

/** For so long, and then as before. */
export async function lasting(seconds: number, fault: Promise<Ended>): Promise<void> {
  const end = await fault;
  await sleep(seconds * 1000);
  await end();
}

/** kube-apiserver is killed, and nothing starts it again meanwhile. */
export async function stopApiServer(node: TestbedCluster): Promise<Ended> {
  await shell(node, 'touch /run/clusterpivot/hold; kill -KILL "$(cat /run/clusterpivot/kube-apiserver.pid)"');
  return async () => shell(node, 'rm --force /run/clusterpivot/hold');
}

/** Not a packet passes between the two clusters' nodes, nor between their Pods; nobody is told. */
export async function cutNetwork({ source, target }: Testbed): Promise<Ended> {
  const rules = [
    `INPUT -s ${target.ip}`,
    `OUTPUT -d ${target.ip}`,
    `FORWARD -d ${target.ip}`,
    `FORWARD -s ${target.ip}`,
  ];
  const each = (verb: string) => rules.map((rule) => `iptables ${verb} ${rule} -j DROP`).join(' && ');
  await shell(source, each('-I'));
  return async () => shell(source, each('-D'));
}

/** A node hangs, and all of its Pods, whose processes are in a branch of their own of the cgroup tree. */
export async function pauseNode({ engine }: Testbed, node: TestbedCluster): Promise<Ended> {
  const container = engine.getContainer(node.containerId);
  const freeze = (frozen: boolean) => `
    branch=clusterpivot-${node.name}
    if [ -e /sys/fs/cgroup/cgroup.controllers ]
    then echo ${frozen ? 1 : 0} > /sys/fs/cgroup/$branch/cgroup.freeze
    else echo ${frozen ? 'FROZEN' : 'THAWED'} > /sys/fs/cgroup/freezer/$branch/freezer.state
    fi`;
  await shell(node, freeze(true));
  await container.pause();
  return async () => {
    await container.unpause();
    await shell(node, freeze(false));
  };
}

/** The kernel kills the operator for want of memory: its container may have no more than it has. Its Pod starts another. */
export async function exhaustOperator(source: TestbedCluster): Promise<void> {
  await shell(
    source,
    `
    pid=$(pgrep -f '^node /app/operator.mjs')
    if [ -e /sys/fs/cgroup/cgroup.controllers ]
    then echo 16M > /sys/fs/cgroup$(sed -n 's/^0:://p' /proc/$pid/cgroup)/memory.max
    else
      group=/sys/fs/cgroup/memory$(sed -n 's/^[0-9]*:memory://p' /proc/$pid/cgroup)
      for megabytes in 200 160 128 112 96 80 64 48 32
      do echo \${megabytes}M > $group/memory.limit_in_bytes || break
      done
      while [ -e /proc/$pid ]; do echo $(($(cat $group/memory.usage_in_bytes) - 4096)) > $group/memory.limit_in_bytes || true; done
    fi 2>/dev/null; true`,
  );
}

/** In the containers of the Bare Metal Operator and of Cluster API's controllers. */
const webhookPort = 9443;

/**
 * Nobody reaches the target's webhooks: whoever creates a Cluster or a host there is refused with a passing error. Connections
 * that are open are reset, too: an API server keeps one, which would outlive a Service that leads nowhere.
 */
export async function breakWebhooks(target: TestbedCluster): Promise<Ended> {
  const each = (verb: string) =>
    ['OUTPUT', 'FORWARD']
      .map((chain) => `iptables ${verb} ${chain} -p tcp --dport ${webhookPort} -j REJECT --reject-with tcp-reset`)
      .join(' && ');
  await shell(target, each('-I'));
  return async () => shell(target, each('-D'));
}

/** Deletes the Pod of the copy that runs, as an eviction does, and answers with its name; undefined when none runs. */
export async function deleteCopyPod(source: TestbedCluster): Promise<string | undefined> {
  const namespace = '--namespace=clusterpivot-system';
  const names = await source.kubectl([
    'get',
    'pods',
    namespace,
    '--selector=app.kubernetes.io/component=mover',
    '--field-selector=status.phase=Running',
    '--output=jsonpath={.items[*].metadata.name}',
  ]);
  const name = names.split(' ').find((one) => one.includes('-copy-'));
  if (name !== undefined) await source.kubectl(['delete', 'pod', name, namespace, '--wait=false']);
  return name;
}
