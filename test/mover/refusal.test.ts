/** In the words of Kubernetes 1.36, behind those of clusterctl 1.14: what is refused for good, perhaps, or not at all? */
import { describe, expect, it } from 'vitest';
import { refusalIn } from '../../src/mover/refusal.ts';

const creating = 'error creating "metal3.io/v1alpha1, Kind=BareMetalHost" metal3/node-0: ';
const user = 'User "system:serviceaccount:clusterpivot:copy" cannot';
const webhook = 'admission webhook "baremetalhost.metal3.io" denied the request';
const host = 'baremetalhosts.metal3.io "node-0" is forbidden';
const internal = 'Internal error occurred: failed calling webhook "baremetalhost.metal3.io": failed to call webhook';

describe('refused for good', () => {
  it.each([
    ['by a webhook', `${webhook}: BMC address is already in use`],
    ['by a webhook without a word', `${webhook} without explanation`],
    [
      'by a webhook that answers as a validation',
      `${webhook}: IPAddress.ipam.metal3.io "a" is invalid: spec: immutable`,
    ],
    ['by a policy', `${host}: ValidatingAdmissionPolicy 'frozen' with binding 'frozen' denied request: no new hosts`],
    ['by a policy without binding', `${host}: ValidatingAdmissionPolicy 'frozen' denied request: no new hosts`],
    ['by a policy that mutates', `policy 'label' with binding 'label' denied request: expression 'x' failed`],
    ['by a schema', 'BareMetalHost.metal3.io "node-0" is invalid: spec.online: Required value'],
    ['by a schema that has to do with timeouts', 'Machine.x "a" is invalid: spec.nodeDrainTimeout: Invalid value: "x"'],
    ['by a schema without details', 'Secret "a" is invalid'],
    ['without a Status', 'the server rejected our request due to an error in our request (post machines)'],
    [
      'in a namespace that goes',
      `${host}: unable to create new content in namespace metal3 because it is being terminated`,
    ],
  ])('%s', (_, reason) => {
    expect(refusalIn(creating + reason)).toEqual({ reason, certain: true });
  });
});

describe('refused, perhaps not for long', () => {
  it.each([
    ['a right', `${host}: ${user} create resource "baremetalhosts" in API group "metal3.io" in the namespace "metal3"`],
    [
      'a right to a type',
      `namespaces is forbidden: ${user} list resource "namespaces" in API group "" at the cluster scope`,
    ],
    ['a right to a path', `forbidden: ${user} get path "/apis"`],
    ['an owner that may not be blocked', `${host}: cannot set blockOwnerDeletion if an ownerReference refers to it`],
    ['what a webhook has yet to see', `${webhook}: ippools.ipam.metal3.io "pool" not found`],
    ['what a schema has yet to see', 'IPClaim.ipam.metal3.io "a" is invalid: spec.pool: Not found: "pool"'],
  ])('%s', (_, reason) => {
    expect(refusalIn(creating + reason)).toEqual({ reason, certain: false });
  });
});

describe('no refusal', () => {
  it.each([
    [
      'a webhook that cannot be called',
      `${internal}: Post "https://bmo.svc:443/v": dial tcp: connect: connection refused`,
    ],
    ['a webhook that is slow', `${internal}: Post "https://bmo.svc:443/v": context deadline exceeded`],
    ['a webhook in trouble', `${webhook}: Internal error occurred: the cache is not started, can not read objects`],
    ['a webhook whose API server is gone', `${webhook}: Get "https://10.96.0.1:443": dial tcp: i/o timeout`],
    ['a schema that could not be asked', 'Cluster.x "a" is invalid: spec.topology: Internal error: no ClusterClass'],
    [
      'a quota that is full',
      `${host}: exceeded quota: hosts, requested: count/x=1, used: count/x=3, limited: count/x=3`,
    ],
    ['a quota that is new', `${host}: status unknown for quota: hosts, resources: count/x`],
    ['an API server that just started', `${host}: not yet ready to handle request`],
    ['a conflict', 'Operation cannot be fulfilled on machines.x "a": the object has been modified'],
    ['a name that is taken', 'machines.cluster.x-k8s.io "a" already exists'],
    ['too much at once', 'the server has received too many requests and has asked us to try again later'],
    ['a type that is not served yet', 'the server could not find the requested resource'],
    ['an account that is not known yet', 'Unauthorized'],
    ['a connection', 'Get "https://10.0.0.1:6443/api": dial tcp 10.0.0.1:6443: connect: connection refused'],
    ['a time out', 'Timeout: request did not complete within requested timeout - context deadline exceeded'],
    ['a block-move', 'resource is not ready to move: cluster.x-k8s.io/v1beta2, Kind=Cluster/metal3/prod'],
    ['words within words', `an error on the server ("a is forbidden: b") has prevented the request from succeeding`],
  ])('%s', (_, cause) => {
    expect(refusalIn(creating + cause)).toBeUndefined();
  });
});

it.each([
  'error reading "metal3.io/v1alpha1, Kind=BareMetalHost" metal3/node-0: ',
  'error reading resource for "metal3.io/v1alpha1, Kind=BareMetalHost" metal3/node-0: ',
  'error updating "metal3.io/v1alpha1, Kind=BareMetalHost" metal3/node-0: ',
  'error patching the managed fields: error patching managed fields "v1, Kind=Secret" metal3/prod-ca: ',
  'error patching Cluster metal3/prod: ',
  '',
])('keeps only the API server’s words behind "%s"', (before) => {
  expect(refusalIn(`${before}${webhook}: no: never`)?.reason).toBe(`${webhook}: no: never`);
});
