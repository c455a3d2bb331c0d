/**
 * A stand-in for Ironic, for the Bare Metal Operator's fixture mode: a Deployment with the containers that mark one, whose
 * programs only wait. A pivot sees it start and stop; nothing answers at its endpoint.
 */
import { pauseImage } from '../node-config.ts';
import { bareMetalOperatorNamespace } from './baremetal-operator.ts';
import { ironicDeployment, labels } from './ironic.ts';

function container(name: string): object {
  return {
    name,
    image: pauseImage,
    imagePullPolicy: 'IfNotPresent',
    resources: { requests: { cpu: '1m', memory: '4Mi' } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true },
  };
}

/** The Deployment, with `replicas` 1 where Ironic runs and 0 where it waits for the pivot. */
export function ironicPlaceholder(replicas: 0 | 1): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: ironicDeployment, namespace: bareMetalOperatorNamespace, labels },
    spec: {
      replicas,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          hostNetwork: true,
          terminationGracePeriodSeconds: 5,
          containers: [container('ironic'), container('ironic-endpoint-keepalived')],
        },
      },
    },
  };
}
