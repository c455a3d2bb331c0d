/** The DaemonSet of a pivot's probes: as config/probe/daemonset.yaml, with what this pivot's probes look at. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import { type EndpointSpec, nodeSelectorOf } from '../api/ironic-spec.ts';
import type { KubeObject } from '../api/kube-object.ts';
import { probeLabel, probeNamespace } from '../api/probe-lease.ts';
import { ownLabels } from './jobs.ts';
import type { Side } from './observation.ts';

/** What the endpoint's servers are verified and asked with; each value as Secrets hold it, in base64. */
export interface ProbeFiles {
  readonly ca?: string;
  readonly credentials?: { readonly username: string; readonly password: string };
}

/** What the probes of one side are made of. */
export interface ProbeParts {
  readonly pivot: ClusterPivot;
  readonly endpoint: EndpointSpec;
  readonly side: Side;
  readonly image: string;
  /** Where a probe looks for Ironic's Pods; undefined: nowhere. */
  readonly ironicNamespace: string | undefined;
  readonly files: ProbeFiles;
}

interface Names {
  /** Of the probes, and of all that is made for them. */
  readonly name: string;
  readonly account: string;
}

const filesPath = '/etc/ironic';
const caFile = 'ca/ca.crt';
const credentialsFolder = 'credentials';

/** Changes of `annotations` replace the Pods: a changed Secret alone would reach them a minute later. */
export function probeDaemonSet(
  { name, account }: Names,
  parts: ProbeParts,
  annotations: Readonly<Record<string, string>>,
): KubeObject {
  const { pivot, endpoint, side, image } = parts;
  const selector = { 'app.kubernetes.io/component': 'probe', [probeLabel]: name };
  const items = fileItems(parts.files);
  const mounted = items.length > 0;
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: probeNamespace, labels: ownLabels(pivot), annotations },
    spec: {
      selector: { matchLabels: selector },
      // Nothing goes on before all of them report again.
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '100%' } },
      template: {
        metadata: { labels: { ...ownLabels(pivot), ...selector }, annotations },
        spec: {
          serviceAccountName: account,
          automountServiceAccountToken: true,
          hostNetwork: true,
          nodeSelector: nodeSelectorOf(endpoint, side),
          tolerations: [{ operator: 'Exists' }],
          terminationGracePeriodSeconds: 10,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65_532,
            runAsGroup: 65_532,
            fsGroup: 65_532,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'probe',
              image,
              imagePullPolicy: 'IfNotPresent',
              env: environment(name, parts),
              readinessProbe: {
                exec: { command: ['node', '/app/probe.mjs', '--check'] },
                initialDelaySeconds: 15,
                periodSeconds: 60,
                timeoutSeconds: 10,
                failureThreshold: 1,
              },
              resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '160Mi' } },
              // config/probe/daemonset.yaml tells why raw packets need both.
              securityContext: {
                readOnlyRootFilesystem: true,
                allowPrivilegeEscalation: true,
                capabilities: { drop: ['ALL'], add: ['NET_RAW'] },
              },
              volumeMounts: [
                { name: 'run', mountPath: '/run/clusterpivot-probe' },
                ...(mounted ? [{ name: 'ironic', mountPath: filesPath, readOnly: true }] : []),
              ],
            },
          ],
          volumes: [
            { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
            ...(mounted ? [{ name: 'ironic', secret: { secretName: name, defaultMode: 0o440, items } }] : []),
          ],
        },
      },
    },
  };
}

/** The keys of the Secret, and where a probe finds them. */
function fileItems({ ca, credentials }: ProbeFiles) {
  return [
    ...(ca === undefined ? [] : [{ key: 'ca.crt', path: caFile }]),
    ...(credentials === undefined
      ? []
      : ['username', 'password'].map((key) => ({ key, path: `${credentialsFolder}/${key}` }))),
  ];
}

/** `src/probe/config.ts` reads them. */
function environment(name: string, { endpoint, ironicNamespace, files }: ProbeParts): readonly object[] {
  const ofPod = { NODE_NAME: 'spec.nodeName', POD_NAME: 'metadata.name', POD_UID: 'metadata.uid' };
  const values: Readonly<Record<string, string | number | undefined>> = {
    POD_NAMESPACE: probeNamespace,
    PROBE_NAME: name,
    ENDPOINT_ADDRESS: endpoint.address,
    ENDPOINT_INTERFACE: endpoint.interface,
    API_PORT: endpoint.apiPort,
    IMAGE_PORT: endpoint.imagePort,
    API_SCHEME: endpoint.apiScheme,
    IMAGE_SCHEME: endpoint.imageScheme,
    KERNEL_PATH: endpoint.kernelPath,
    INTERVAL_SECONDS: endpoint.probeIntervalSeconds,
    IRONIC_NAMESPACE: ironicNamespace,
    CA_FILE: files.ca === undefined ? undefined : `${filesPath}/${caFile}`,
    CREDENTIALS_PATH: files.credentials === undefined ? undefined : `${filesPath}/${credentialsFolder}`,
  };
  return [
    ...Object.entries(ofPod).map(([variable, fieldPath]) => ({
      name: variable,
      valueFrom: { fieldRef: { fieldPath } },
    })),
    ...Object.entries(values).flatMap(([variable, value]) =>
      value === undefined ? [] : [{ name: variable, value: String(value) }],
    ),
  ];
}
