import { describe, expect, it } from 'vitest';
import {
  decideNode,
  type Node,
  newNode,
  nodeIdentity,
  providerId,
} from '../../../testbed/capm3-stand-in/decide/node-appearance.ts';
import { host, machine, metal3Machine } from './hosts.ts';

const provisioned = host({
  state: 'provisioned',
  status: { operationHistory: { provision: { start: '2026-01-01T00:00:00Z' } } },
});
const reimaged = host({
  state: 'provisioned',
  status: { operationHistory: { provision: { start: '2026-01-02T00:00:00Z' } } },
});
const controlPlane = machine({ 'cluster.x-k8s.io/control-plane': '' });
const now = '2026-01-01T00:00:00Z';
const request = { host: provisioned, machine: machine(), metal3Machine: metal3Machine(), address: '192.0.2.9', now };

function realNode(name: string, providerID?: string): Node {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: providerID === undefined ? {} : { providerID } };
}

describe('the Node of a worker', () => {
  it('is created when there is none, Ready and closed to Pods', () => {
    expect(decideNode([realNode('target')], provisioned, machine(), metal3Machine())).toEqual({ do: 'create' });
    const node = newNode(request);
    expect(node.spec?.providerID).toBe('metal3://metal3/host-0/worker-a');
    expect(node.status).toMatchObject({ allocatable: { pods: '0' } });
    expect(node.spec?.taints).toEqual([expect.objectContaining({ effect: 'NoSchedule' })]);
    expect(node.status?.['conditions']).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'True' }));
  });

  it('is found again by its provider ID, and nothing is written', () => {
    const node = newNode(request);
    expect(decideNode([node], provisioned, machine(), metal3Machine())).toEqual({ do: 'nothing', node });
  });

  it('is never made again for a machine that has its provider ID', () => {
    const moved = metal3Machine('worker-a', { providerID: providerId(provisioned, metal3Machine()) });
    expect(decideNode([], provisioned, machine(), moved)).toMatchObject({ do: 'wait' });
  });

  it('keeps its identity through a pivot (another UID of the host), and shows a new installation', () => {
    const moved = { ...provisioned, metadata: { ...provisioned.metadata, uid: 'another' } };
    expect(nodeIdentity(moved)).toEqual(nodeIdentity(provisioned));
    expect(nodeIdentity(reimaged).systemUUID).toBe(nodeIdentity(provisioned).systemUUID);
    expect(nodeIdentity(reimaged).bootID).not.toBe(nodeIdentity(provisioned).bootID);
    expect(decideNode([newNode(request)], reimaged, machine(), metal3Machine())).toMatchObject({
      do: 'reboot',
      statusPatch: { status: { nodeInfo: nodeIdentity(reimaged) } },
    });
  });
});

describe('the Node of the control plane', () => {
  it('is the real one that has no provider ID yet, never one of the stand-in', () => {
    const fake = newNode({ ...request, metal3Machine: metal3Machine('a-worker') });
    const decision = decideNode(
      [fake, realNode('other', 'x://y'), realNode('target')],
      provisioned,
      controlPlane,
      metal3Machine('cp'),
    );
    expect(decision).toMatchObject({
      do: 'adopt',
      node: { metadata: { name: 'target' } },
      patch: { spec: { providerID: 'metal3://metal3/host-0/cp' } },
    });
  });

  it('is waited for, never created', () => {
    expect(decideNode([], provisioned, controlPlane, metal3Machine())).toMatchObject({ do: 'wait' });
  });

  it('is left alone once adopted, also when its host was installed anew', () => {
    const node = realNode('target', 'metal3://metal3/host-0/cp');
    expect(decideNode([node], reimaged, controlPlane, metal3Machine('cp'))).toEqual({ do: 'nothing', node });
  });
});
