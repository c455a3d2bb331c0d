/** Does a node record and separate what the demo's proof and its neighbour need? */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { auditPolicy, nodeFiles } from '../../testbed/node-config.ts';

interface Rule {
  readonly level: string;
  readonly verbs?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly userGroups?: readonly string[];
  readonly resources?: readonly { readonly group?: string; readonly resources?: readonly string[] }[];
}

const bareMetalOperator = { namespace: 'baremetal-operator-system' };
const ours = 'system:serviceaccounts:clusterpivot-system';

interface Requester {
  readonly namespace?: string;
  readonly group?: string;
}

/** The level of a request as the API server decides it: the first rule that matches, None without one. */
function level(verb: string, group: string, resource: string, by: Requester = {}): string {
  const { namespace = 'metal3', group: of = 'system:masters' } = by;
  const { rules } = auditPolicy({ ourReads: true }) as { rules: readonly Rule[] };
  const matching = rules.find(
    (rule) =>
      (rule.userGroups?.includes(of) ?? true) &&
      (rule.verbs?.includes(verb) ?? true) &&
      (rule.namespaces?.includes(namespace) ?? true) &&
      (rule.resources?.some((entry) => entry.group === group && (entry.resources?.includes(resource) ?? true)) ?? true),
  );
  return matching?.level ?? 'None';
}

test('writes on what a pivot moves and fences are recorded whole', () => {
  expect(level('patch', 'metal3.io', 'baremetalhosts')).toBe('RequestResponse');
  expect(level('update', 'metal3.io', 'baremetalhosts/status')).toBe('RequestResponse');
  expect(level('delete', 'cluster.x-k8s.io', 'machines')).toBe('RequestResponse');
  expect(level('create', 'infrastructure.cluster.x-k8s.io', 'metal3machines')).toBe('RequestResponse');
  expect(level('patch', 'apps', 'deployments/scale', bareMetalOperator)).toBe('RequestResponse');
  expect(level('patch', '', 'pods/status', bareMetalOperator)).toBe('RequestResponse');
});

test('other writes leave a trace without content: Secrets never show theirs', () => {
  expect(level('create', '', 'secrets')).toBe('Metadata');
  expect(level('delete', '', 'secrets')).toBe('Metadata');
  expect(level('create', 'batch', 'jobs')).toBe('Metadata');
});

test('of our own accounts every request leaves a trace, and what they write of what moves is recorded whole', () => {
  expect(level('list', 'metal3.io', 'baremetalhosts', { group: ours })).toBe('Metadata');
  expect(level('update', 'coordination.k8s.io', 'leases', { namespace: 'clusterpivot-system', group: ours })).toBe(
    'Metadata',
  );
  expect(level('create', 'events.k8s.io', 'events', { group: ours })).toBe('Metadata');
  expect(level('patch', 'metal3.io', 'baremetalhosts', { group: ours })).toBe('RequestResponse');
  expect(JSON.stringify(auditPolicy())).not.toContain(ours);
});

test('reads, Leases and Events of others are left out', () => {
  expect(level('list', 'metal3.io', 'baremetalhosts')).toBe('None');
  expect(level('update', 'coordination.k8s.io', 'leases')).toBe('None');
  expect(level('create', '', 'events')).toBe('None');
});

test('two nodes share neither cgroup branch nor Pod addresses', () => {
  const source = nodeFiles({ name: 'source', podSubnet: '10.88.0.0/24' });
  const target = nodeFiles({ name: 'target', podSubnet: '10.89.0.0/24' });
  const branch = (files: typeof source) =>
    (parse(files['/etc/kubernetes/kubelet.yaml'] ?? '') as { cgroupRoot: string }).cgroupRoot;
  expect(branch(source)).toBe('/clusterpivot-source');
  expect(branch(target)).toBe('/clusterpivot-target');
  expect(source['/etc/cni/net.d/10-pods.conflist']).toContain('10.88.0.0/24');
  expect(target['/etc/cni/net.d/10-pods.conflist']).toContain('10.89.0.0/24');
});
