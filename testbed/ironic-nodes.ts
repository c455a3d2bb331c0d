/** What an Ironic knows of the hosts, asked at the node that it runs on, so that no moving address can mislead. */
import type { KubeObject } from '../src/api/kube-object.ts';
import { ironicPort } from './manifests/endpoint.ts';
import { stateOf } from './witness/host-status.ts';

export interface IronicNode {
  /** `metal3~host-00`. */
  readonly name: string;
  readonly provision_state: string;
  readonly power_state: string | null;
  readonly maintenance: boolean;
  readonly last_error: string | null;
}

const fields = ['name', 'provision_state', 'power_state', 'maintenance', 'last_error'];
const patienceMilliseconds = 10_000;

/** undefined when no Ironic answers at `address`. */
export async function readIronicNodes(address: string): Promise<readonly IronicNode[] | undefined> {
  const url = `http://${address}:${ironicPort}/v1/nodes?fields=${fields.join(',')}`;
  try {
    const response = await fetch(url, {
      headers: { 'X-OpenStack-Ironic-API-Version': '1.72' },
      signal: AbortSignal.timeout(patienceMilliseconds),
    });
    return response.ok ? ((await response.json()) as { nodes: IronicNode[] }).nodes : undefined;
  } catch {
    return undefined;
  }
}

/** Ironic's states for a host of the Bare Metal Operator's state. */
const agreeing: Readonly<Record<string, readonly string[]>> = {
  provisioned: ['active'],
  'externally provisioned': ['active'],
  available: ['manageable', 'available'],
};

export function nodeName({ metadata }: KubeObject): string {
  return `${metadata.namespace}~${metadata.name}`;
}

/** In words, how Ironic's node is not what `host` is to the Bare Metal Operator; undefined when it is. */
export function disagreement(host: KubeObject, node: IronicNode | undefined): string | undefined {
  const wanted = agreeing[stateOf(host)] ?? [];
  if (wanted.length === 0) return undefined;
  if (node === undefined) return 'it is not registered in Ironic';
  if (node.maintenance) return 'it is in maintenance in Ironic';
  if ((node.last_error ?? '') !== '') return `it has an error in Ironic: ${node.last_error}`;
  if (!wanted.includes(node.provision_state)) return `it is ${node.provision_state} in Ironic`;
  return node.power_state === 'power on' ? undefined : `Ironic knows its power as ${node.power_state ?? 'nothing'}`;
}
