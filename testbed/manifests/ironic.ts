/**
 * Ironic as the Bare Metal Operator's kustomization deploys it with keepalived: one Pod on the host network that holds the
 * endpoint's address. Probes look more often than upstream's, and credentials and TLS are left out.
 */
import { ironicImage } from '../ironic-image.ts';
import type { ProvisioningPlaces } from '../network.ts';
import { bareMetalOperatorNamespace } from './baremetal-operator.ts';
import { endpointInterface, imagePort, ironicPort } from './endpoint.ts';

export const ironicDeployment = 'metal3-ironic';
export const labels = { name: 'ironic' };

const configMap = 'ironic-bmo-configmap';

interface ContainerParts {
  readonly name: string;
  readonly command: string;
  readonly memory: string;
  /** What it may do beyond nothing; with any it runs as root, since file capabilities of Debian's programs are none. */
  readonly capabilities?: readonly string[];
  readonly readinessProbe?: object;
}

function container({ name, command, memory, capabilities, readinessProbe }: ContainerParts): object {
  const user = capabilities === undefined ? { runAsNonRoot: true, runAsUser: 65532 } : { runAsUser: 0 };
  return {
    name,
    image: ironicImage,
    imagePullPolicy: 'IfNotPresent',
    command: [command],
    envFrom: [{ configMapRef: { name: configMap } }],
    resources: { requests: { cpu: '10m', memory } },
    ...(readinessProbe && { readinessProbe: { ...readinessProbe, periodSeconds: 1, failureThreshold: 10 } }),
    securityContext: {
      ...user,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], ...(capabilities && { add: capabilities }) },
    },
    volumeMounts: [{ name: 'shared', mountPath: '/shared' }],
  };
}

function answers(port: number, path: string): object {
  return { httpGet: { host: '127.0.0.1', port, path }, timeoutSeconds: 5 };
}

const containers = [
  container({
    name: 'ironic-dnsmasq',
    command: 'run-dnsmasq',
    memory: '8Mi',
    // SETGID since it also changes its group when that is to stay what it is.
    capabilities: ['NET_ADMIN', 'NET_BIND_SERVICE', 'NET_RAW', 'SETGID'],
    readinessProbe: { exec: { command: ['sh', '-c', 'ss -lun | grep -q :67 && ss -lun | grep -q :69'] } },
  }),
  container({
    name: 'ironic',
    command: 'run-ironic',
    memory: '200Mi',
    readinessProbe: answers(ironicPort, '/v1'),
  }),
  container({
    name: 'ironic-httpd',
    command: 'run-httpd',
    memory: '16Mi',
    readinessProbe: answers(imagePort, '/images/ironic-python-agent.kernel'),
  }),
  container({
    name: 'ironic-endpoint-keepalived',
    command: 'run-keepalived',
    memory: '8Mi',
    capabilities: ['NET_ADMIN', 'NET_BROADCAST', 'NET_RAW'],
  }),
];

/** ConfigMap and Deployment, with `replicas` 1 where Ironic runs and 0 where it waits for the pivot. */
export function ironicManifest({ endpoint, dhcpRange }: ProvisioningPlaces, replicas: 0 | 1): readonly object[] {
  const place = { namespace: bareMetalOperatorNamespace, labels };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: configMap, ...place },
      data: {
        PROVISIONING_IP: endpoint,
        PROVISIONING_INTERFACE: endpointInterface,
        DHCP_RANGE: dhcpRange.join(','),
        HTTP_PORT: String(imagePort),
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: ironicDeployment, ...place },
      spec: {
        replicas,
        strategy: { type: 'Recreate' },
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            hostNetwork: true,
            nodeSelector: { 'node-role.kubernetes.io/control-plane': '' },
            terminationGracePeriodSeconds: 5,
            securityContext: { fsGroup: 65532, seccompProfile: { type: 'RuntimeDefault' } },
            containers,
            // In memory: SQLite waits for the disk with every write, and all of Ironic's threads with it.
            volumes: [{ name: 'shared', emptyDir: { medium: 'Memory' } }],
          },
        },
      },
    },
  ];
}
