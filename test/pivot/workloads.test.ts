/** Which Deployments are taken for the Bare Metal Operator and Ironic, and which webhooks fall with one? */
import { describe, expect, it } from 'vitest';
import {
  findBareMetalOperator,
  findIronic,
  looksLikeBareMetalOperator,
  looksLikeIronic,
  webhooksOf,
} from '../../src/pivot/workloads.ts';
import { bmo, ironic, observation, view, webhook } from './given.ts';

const images: readonly (readonly [image: string, isOperator: boolean])[] = [
  ['registry.example/metal3-io/baremetal-operator:v0.14.0', true],
  ['registry.example/metal3-io/baremetal-operator@sha256:0123', true],
  ['baremetal-operator', true],
  ['mirror.example/metal3-baremetal-operator', true],
  ['mirror.example:5000/x/baremetal-operator:main', true],
  ['registry.example/metal3-io/baremetal-operator-tools:v1', false],
  ['registry.example/acme/not-a-baremetal-operator:v1', false],
  ['registry.example/metal3-io/ironic', false],
];

describe('looksLikeBareMetalOperator', () => {
  it.each(images)('%s: %s', (image, expected) => {
    expect(looksLikeBareMetalOperator([{ name: 'manager', image }])).toBe(expected);
  });
});

const names: readonly (readonly [containers: string, isIronic: boolean])[] = [
  ['ironic ironic-endpoint-keepalived', true],
  ['ironic-dnsmasq ironic keepalived', true],
  ['ironic ironic-httpd', false],
  ['keepalived', false],
];

describe('looksLikeIronic', () => {
  it.each(names)('%s: %s', (containers, expected) => {
    expect(looksLikeIronic(containers.split(' ').map((name) => ({ name, image: '' })))).toBe(expected);
  });
});

describe('a workload', () => {
  const sourceRuns = (...workloads: ReturnType<typeof bmo>[]) => ({ source: view([], { workloads }) });
  const two = sourceRuns(bmo(), bmo({ name: 'bmo-2' }), ironic(), ironic({ namespace: 'ironic' }));
  const ref = { namespace: 'baremetal-operator-system', name: 'bmo-2' };

  it('is found by its containers', () => {
    expect(findBareMetalOperator(observation(), 'source')).toEqual({ workload: bmo() });
    expect(findIronic(observation(), 'source')).toEqual({ workload: ironic() });
  });

  it('is found by its name, whatever runs in it', () => {
    const named = observation({ ...two, spec: { ironic: { source: ref } } });
    expect(findIronic(named, 'source')).toEqual({ workload: bmo({ name: 'bmo-2' }) });
  });

  it('is waited for when it is named and does not exist', () => {
    const named = observation({ spec: { bareMetalOperator: { target: ref } } });
    expect(findBareMetalOperator(named, 'target')).toEqual({
      violation: {
        reason: 'BareMetalOperatorNotFound',
        message:
          'Deployment baremetal-operator-system/bmo-2 (spec.bareMetalOperator.target) does not exist in the target; waiting for it',
      },
    });
  });

  it('is not guessed when there are two Bare Metal Operators', () => {
    expect(findBareMetalOperator(observation(two), 'source')).toEqual({
      violation: {
        reason: 'BareMetalOperatorAmbiguous',
        message:
          'Deployments baremetal-operator-system/bmo and baremetal-operator-system/bmo-2 in the source both run the Bare Metal Operator; name one in spec.bareMetalOperator.source',
      },
    });
  });

  it('is not guessed when there are two Ironics', () => {
    expect(findIronic(observation(two), 'source')).toEqual({
      violation: {
        reason: 'IronicAmbiguous',
        message:
          'Deployments baremetal-operator-system/ironic and ironic/ironic in the source both run Ironic (containers ironic and ironic-endpoint-keepalived or keepalived); name one in spec.ironic.source',
      },
    });
  });

  it('is not found in a cluster that was not read', () => {
    expect(findIronic(observation({ target: undefined }), 'target')).toMatchObject({
      violation: { reason: 'IronicNotFound' },
    });
  });
});

describe('webhooksOf', () => {
  const service = webhook().service;
  const others = [
    webhook({ service: { ...service, namespace: 'elsewhere' } }),
    webhook({ service: { ...service, selector: { app: 'another' } } }),
    webhook({ service: { ...service, selector: { app: 'bmo', tier: 'blue' } } }),
    webhook({ service: { ...service, selector: {} } }),
  ];

  it('are those whose Service selects the Pods of the Deployment, and no others', () => {
    expect(webhooksOf(bmo(), [...others, webhook()])).toEqual([webhook()]);
  });
});
