/** The stand-in as it is deployed, under the names of the operator that it stands for. */
import { usualIronicOperator } from '../../src/api/ironic-spec.ts';
import { irsoImage } from './image.ts';
import type { PodTemplate } from './reconcile.ts';

const { namespace, name } = usualIronicOperator;
const labels = { 'control-plane': 'controller-manager' };

/** `template`: the Pod of Ironic. The real operator makes it from the resource; what is in it is the same for a pivot. */
export function irsoManifests(template: PodTemplate): readonly object[] {
  const place = { name, namespace };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: place },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name },
      rules: [
        { apiGroups: ['ironic.metal3.io'], resources: ['*'], verbs: ['*'] },
        { apiGroups: ['apps'], resources: ['deployments'], verbs: ['*'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', ...place }],
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: place, data: { 'template.json': JSON.stringify(template) } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: place,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: name,
            securityContext: { runAsNonRoot: true },
            containers: [
              {
                name: 'manager',
                image: irsoImage,
                imagePullPolicy: 'IfNotPresent',
                resources: { requests: { cpu: '10m', memory: '64Mi' } },
                securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
                volumeMounts: [{ name: 'template', mountPath: '/etc/irso-stand-in' }],
              },
            ],
            volumes: [{ name: 'template', configMap: { name } }],
          },
        },
      },
    },
  ];
}
