import { describe, expect, it } from 'vitest';
import { missingMachines, type OwnedMachine, type Replicated } from './scale.ts';

function set(replicas: number, deletionTimestamp?: string): Replicated {
  return {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'MachineSet',
    metadata: { name: 'workers', namespace: 'metal3', uid: 'set', ...(deletionTimestamp ? { deletionTimestamp } : {}) },
    spec: { replicas },
  };
}

function machine(owner: string): OwnedMachine {
  const reference = { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'MachineSet', name: 'workers', uid: owner };
  return {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Machine',
    metadata: { name: 'a', ownerReferences: [{ ...reference, controller: true }] },
  };
}

describe('the Machines that Cluster API misses', () => {
  it('are as many as the set lacks; those of another incarnation do not count', () => {
    const missing = missingMachines(set(3), [machine('set'), machine('an earlier one')]);
    expect(missing).toHaveLength(2);
    expect(missing[0]).toMatchObject({ kind: 'Machine', metadata: { ownerReferences: [{ uid: 'set' }] } });
  });

  it('are none when all are there, or the set goes', () => {
    expect(missingMachines(set(1), [machine('set')])).toEqual([]);
    expect(missingMachines(set(1, '2026-01-01T00:00:00Z'), [])).toEqual([]);
  });
});
