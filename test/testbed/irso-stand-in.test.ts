/** What the stand-in for the Ironic Standalone Operator makes of a resource, and says of it. */
import { expect, it, test } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { readyOf, serviceOf } from '../../testbed/irso-stand-in/reconcile.ts';

const ironic: KubeObject = {
  apiVersion: 'ironic.metal3.io/v1alpha1',
  kind: 'Ironic',
  metadata: { name: 'ironic', namespace: 'metal3', uid: 'u', generation: 4 },
};
const template = { metadata: { labels: { name: 'ironic' } }, spec: { containers: [] } };

it('owns one Deployment, always of one replica, that the resource takes along', () => {
  const { metadata, spec } = serviceOf(ironic, template) as KubeObject & { spec: object };
  expect(metadata).toMatchObject({
    name: 'ironic-service',
    namespace: 'metal3',
    ownerReferences: [{ kind: 'Ironic', name: 'ironic', uid: 'u', controller: true }],
  });
  expect(spec).toEqual({
    replicas: 1,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: { 'ironic.metal3.io/ironic': 'ironic' } },
    template: { metadata: { labels: { name: 'ironic', 'ironic.metal3.io/ironic': 'ironic' } }, spec: template.spec },
  });
});

test.each([
  [{ observedGeneration: 2, availableReplicas: 1 }, 'True', 'DeploymentAvailable'],
  [{ observedGeneration: 2 }, 'False', 'DeploymentInProgress'],
  [{ observedGeneration: 1, availableReplicas: 1 }, 'False', 'DeploymentInProgress'],
  [undefined, 'False', 'DeploymentInProgress'],
])('says of a Deployment with %o: %s, %s', (status, ready, reason) => {
  const deployment = { ...serviceOf(ironic, template), status };
  const seen = { ...deployment, metadata: { ...deployment.metadata, generation: 2 } };
  expect(readyOf(ironic, seen, 'now')).toMatchObject({ status: ready, reason, observedGeneration: 4 });
});
