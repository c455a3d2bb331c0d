/** The Jobs that run clusterctl, as manifests: restricted, without a shell, never retried by themselves. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject } from '../api/kube-object.ts';
import { backupLabel, pivotUidLabel } from '../api/marks.ts';
import { attemptOf } from './attempt.ts';
import type { Provider } from './observation.ts';

/** Deterministic, so that starting a Job twice is starting it once; another one for each attempt, since failed Jobs stay. */
export function jobName(pivot: ClusterPivot, what: 'init' | 'copy', copy?: number): string {
  const attempt = attemptOf(pivot);
  const parts = [
    ownName(pivot),
    ...(attempt === 1 ? [] : [`again-${attempt}`]),
    what,
    ...(copy === undefined ? [] : [copy]),
  ];
  return parts.join('-');
}

/** Prefix of everything that we make for a pivot in the operator's namespaces. */
export function ownName(pivot: ClusterPivot): string {
  return `cpv-${(pivot.metadata.uid ?? '').slice(0, 13)}`;
}

export interface JobPlace {
  readonly namespace: string;
  readonly image: string;
}

/** Where the Job's Secret and its clusterctl configuration are mounted. */
const credentialsPath = '/var/run/clusterpivot';
const configPath = '/var/run/clusterpivot-config';

/** Key of the Job's Secret with the variables for providers' manifests, as a JSON object. */
export const variablesFile = 'variables.json';

const initSeconds = 1500;
const weekSeconds = 604_800;

/** `clusterctl init` in the target. */
export function initJob(pivot: ClusterPivot, place: JobPlace, providers: readonly Provider[]): KubeObject {
  const flags: Readonly<Record<string, string>> = {
    CoreProvider: 'core',
    BootstrapProvider: 'bootstrap',
    ControlPlaneProvider: 'control-plane',
    InfrastructureProvider: 'infrastructure',
    IPAMProvider: 'ipam',
    RuntimeExtensionProvider: 'runtime-extension',
    AddonProvider: 'addon',
  };
  const configured = pivot.spec.providers.clusterctlConfigRef !== undefined;
  const variables = pivot.spec.providers.variablesSecretRef !== undefined;
  const args = [
    'init',
    `--kubeconfig=${credentialsPath}/target.kubeconfig`,
    ...(configured ? [`--config=${configPath}/clusterctl.yaml`, `--repository=${configPath}/repository.tar.gz`] : []),
    ...(variables ? [`--variables=${credentialsPath}/${variablesFile}`] : []),
    ...providers.map(({ type, name, version }) => `--provider=${flags[type] ?? type}/${name}:${version}`),
    `--wait-timeout-seconds=${initSeconds - 60}`,
  ];
  return job(pivot, place, {
    name: jobName(pivot, 'init'),
    args,
    serviceAccount: 'clusterpivot-init',
    deadlineSeconds: initSeconds,
  });
}

/** `clusterctl move` under accounts that cannot delete, ended by the mover when copying is over. */
export function copyJob(pivot: ClusterPivot, place: JobPlace, name: string): KubeObject {
  const args = [
    'copy',
    `--from-kubeconfig=${credentialsPath}/source.kubeconfig`,
    `--to-kubeconfig=${credentialsPath}/target.kubeconfig`,
    `--namespace=${pivot.metadata.namespace ?? ''}`,
    `--deadline-seconds=${pivot.spec.timeouts.copyingSeconds}`,
  ];
  return job(pivot, place, {
    name,
    args,
    serviceAccount: 'clusterpivot-copy',
    deadlineSeconds: pivot.spec.timeouts.copyingSeconds + 60,
  });
}

interface JobRun {
  readonly name: string;
  readonly args: readonly string[];
  readonly serviceAccount: string;
  readonly deadlineSeconds: number;
}

/** The owner cannot be the ClusterPivot, which is in another namespace: labels tell whose Job it is. */
export function ownLabels(pivot: ClusterPivot): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/managed-by': 'clusterpivot', [pivotUidLabel]: pivot.metadata.uid ?? '' };
}

/** A label takes 63 characters, which namespace and name may exceed together. */
export function backupLabels(pivot: ClusterPivot): Readonly<Record<string, string>> {
  const { namespace, name } = pivot.metadata;
  const value = `${namespace}.${name}`.slice(0, 63).replace(/[^a-zA-Z0-9]+$/, '');
  return { ...ownLabels(pivot), [backupLabel]: value };
}

function job(
  pivot: ClusterPivot,
  place: JobPlace,
  { name, args, serviceAccount, deadlineSeconds }: JobRun,
): KubeObject {
  const labels = ownLabels(pivot);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: place.namespace, labels },
    spec: {
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      podReplacementPolicy: 'Failed',
      activeDeadlineSeconds: deadlineSeconds,
      // A failed one is left for its log; nobody else removes it.
      ttlSecondsAfterFinished: weekSeconds,
      template: {
        metadata: { labels: { ...labels, 'app.kubernetes.io/component': 'mover' } },
        spec: {
          restartPolicy: 'Never',
          serviceAccountName: serviceAccount,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 10,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65_532,
            fsGroup: 65_532,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'mover',
              image: place.image,
              imagePullPolicy: 'IfNotPresent',
              command: ['node', '/app/mover.mjs'],
              args,
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
              volumeMounts: [
                { name: 'credentials', mountPath: credentialsPath, readOnly: true },
                { name: 'config', mountPath: configPath, readOnly: true },
                { name: 'work', mountPath: '/var/run/clusterctl' },
                { name: 'tmp', mountPath: '/tmp' },
              ],
            },
          ],
          volumes: [
            { name: 'credentials', secret: { secretName: name, defaultMode: 0o440 } },
            { name: 'config', configMap: { name, optional: true } },
            { name: 'work', emptyDir: {} },
            { name: 'tmp', emptyDir: {} },
          ],
        },
      },
    },
  };
}
