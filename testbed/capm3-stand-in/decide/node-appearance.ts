/**
 * What the Node of a provisioned host looks like. No kubelet stands behind it: it appears because its host is provisioned,
 * and its identity is derived from the host, so that a host that was re-imaged shows as a Node with another boot ID.
 */
import { createHash } from 'node:crypto';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import type { BareMetalHost } from '../bare-metal-host.ts';
import { controlPlaneLabel, hostUidLabel, standInNodeLabel, standInNodeTaint } from '../marks.ts';
import type { Machine, Metal3Machine } from '../metal3-machine.ts';

export interface Node extends KubeObject {
  readonly spec?: { readonly providerID?: string; readonly taints?: readonly object[] };
  readonly status?: { readonly nodeInfo?: Readonly<Record<string, string>>; readonly [field: string]: unknown };
}

/** CAPM3's form of a provider ID: the host and the Metal3Machine, by name, so that it survives a pivot. */
export function providerId(host: BareMetalHost, machine: Metal3Machine): string {
  return `metal3://${host.metadata.namespace}/${host.metadata.name}/${machine.metadata.name}`;
}

function uuidOf(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/**
 * systemUUID stands for the hardware; machineID and bootID change with every provisioning of the host, as they would when a
 * disk is written and the server boots from it.
 */
export function nodeIdentity(host: BareMetalHost): { systemUUID: string; machineID: string; bootID: string } {
  const hardware = host.spec?.bootMACAddress ?? host.metadata.name;
  const installed = host.status?.operationHistory?.provision?.start ?? '';
  return {
    systemUUID: uuidOf('system', hardware),
    machineID: uuidOf('machine', hardware, installed).replaceAll('-', ''),
    bootID: uuidOf('boot', hardware, installed),
  };
}

function nodeInfo(host: BareMetalHost, version: string): Readonly<Record<string, string>> {
  return {
    ...nodeIdentity(host),
    architecture: 'amd64',
    operatingSystem: 'linux',
    osImage: 'capm3-stand-in',
    kernelVersion: 'none',
    containerRuntimeVersion: 'none://0',
    kubeletVersion: version,
    kubeProxyVersion: '',
  };
}

const conditionReports = [
  { type: 'MemoryPressure', status: 'False', reason: 'StandIn' },
  { type: 'DiskPressure', status: 'False', reason: 'StandIn' },
  { type: 'PIDPressure', status: 'False', reason: 'StandIn' },
  { type: 'Ready', status: 'True', reason: 'StandIn' },
] as const;

export interface NodeRequest {
  readonly host: BareMetalHost;
  readonly machine: Machine;
  readonly metal3Machine: Metal3Machine;
  readonly address: string | undefined;
  /** RFC 3339. */
  readonly now: string;
}

/** The Node to create: schedulable for nobody (a taint, and room for zero Pods), Ready for Cluster API. */
export function newNode({ host, machine, metal3Machine, address, now }: NodeRequest): Node {
  const name = metal3Machine.metadata.name;
  const room = { cpu: '0', memory: '0', pods: '0' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        [hostUidLabel]: host.metadata.uid ?? '',
        [standInNodeLabel]: 'true',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
      },
    },
    spec: {
      providerID: providerId(host, metal3Machine),
      taints: [{ key: standInNodeTaint, value: 'true', effect: 'NoSchedule' }],
    },
    status: {
      addresses: [
        { type: 'Hostname', address: name },
        ...(address === undefined ? [] : [{ type: 'InternalIP', address }]),
      ],
      capacity: room,
      allocatable: room,
      nodeInfo: nodeInfo(host, machine.spec?.version ?? 'v0.0.0'),
      conditions: conditionReports.map((condition) => ({
        ...condition,
        message: 'reported by capm3-stand-in',
        lastHeartbeatTime: now,
        lastTransitionTime: now,
      })),
    },
  };
}

export type NodeDecision =
  | { readonly do: 'nothing'; readonly node: Node }
  /** A node that registered itself without a provider ID is this machine's. */
  | { readonly do: 'adopt'; readonly node: Node; readonly patch: object }
  /** The host was provisioned anew: the Node shows it. */
  | { readonly do: 'reboot'; readonly node: Node; readonly statusPatch: object }
  | { readonly do: 'create' }
  /** There should be a Node and there is none. Waiting is right: a server that is running registers itself. */
  | { readonly do: 'wait'; readonly why: string };

function isControlPlane(machine: Machine): boolean {
  return machine.metadata.labels?.[controlPlaneLabel] !== undefined;
}

function decideFound(node: Node, host: BareMetalHost): NodeDecision {
  if (node.metadata.labels?.[standInNodeLabel] === undefined) return { do: 'nothing', node };
  const identity = nodeIdentity(host);
  if (node.status?.nodeInfo?.bootID === identity.bootID) return { do: 'nothing', node };
  return { do: 'reboot', node, statusPatch: { status: { nodeInfo: identity } } };
}

/**
 * What has to happen in the workload cluster. A Node is created once in the life of a Metal3Machine: one that has its
 * provider ID already (after a pivot, say) only looks for its Node.
 */
export function decideNode(
  nodes: readonly Node[],
  host: BareMetalHost,
  machine: Machine,
  metal3: Metal3Machine,
): NodeDecision {
  const id = providerId(host, metal3);
  const found = nodes.find((node) => node.spec?.providerID === id);
  if (found !== undefined) return decideFound(found, host);
  if (metal3.spec?.providerID !== undefined) return { do: 'wait', why: `no Node has provider ID ${id}` };
  if (!isControlPlane(machine)) return { do: 'create' };
  const own = nodes
    .filter((node) => (node.spec?.providerID ?? '') === '' && node.metadata.labels?.[standInNodeLabel] === undefined)
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))[0];
  if (own === undefined) {
    return { do: 'wait', why: 'the workload cluster has no control plane node without a provider ID to adopt' };
  }
  const patch = { metadata: { labels: { [hostUidLabel]: host.metadata.uid } }, spec: { providerID: id } };
  return { do: 'adopt', node: own, patch };
}
