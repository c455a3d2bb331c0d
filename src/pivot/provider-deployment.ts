/** What does a Deployment of a provider tell: does it run, and with which feature gates? */
import type { KubeObject } from '../api/kube-object.ts';
import type { ProviderDeployment } from './survey.ts';
import { versionOfImage } from './version-skew.ts';

/** clusterctl puts it on everything that it installs for a provider. */
const providerLabel = 'cluster.x-k8s.io/provider';

export function isOfProvider({ metadata }: KubeObject): boolean {
  return providerLabel in (metadata.labels ?? {});
}

interface Fields {
  readonly spec: {
    readonly replicas?: number;
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly name: string;
          readonly image?: string;
          readonly command?: readonly string[];
          readonly args?: readonly string[];
        }[];
      };
    };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

export function readProviderDeployment(object: KubeObject): ProviderDeployment {
  const { metadata } = object;
  const { spec, status = {} } = object as unknown as Fields;
  const wanted = spec.replicas ?? 1;
  const { updatedReplicas = 0, availableReplicas = 0 } = status;
  return {
    provider: metadata.labels?.[providerLabel] ?? '',
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    available:
      wanted > 0 &&
      status.observedGeneration === metadata.generation &&
      updatedReplicas >= wanted &&
      availableReplicas >= wanted,
    version: versionOf(spec.template.spec.containers),
    featureGates: featureGates(
      spec.template.spec.containers.flatMap(({ command = [], args = [] }) => [...command, ...args]),
    ),
  };
}

/** Of the manager's image; a digest tells nothing. */
function versionOf(containers: Fields['spec']['template']['spec']['containers']): string | undefined {
  const manager = containers.find(({ name }) => name === 'manager') ?? containers[0];
  return versionOfImage(manager?.image ?? '');
}

/** `--feature-gates=A=true,B=false`, or in two arguments. */
function featureGates(args: readonly string[]): Readonly<Record<string, boolean>> {
  const values = args.flatMap((arg, index) => {
    if (arg === '--feature-gates') return args[index + 1] ?? [];
    return arg.startsWith('--feature-gates=') ? arg.slice('--feature-gates='.length) : [];
  });
  const gates = values
    .flatMap((value) => value.split(','))
    .map((gate) => gate.split('='))
    .filter(([name = '']) => name !== '');
  return Object.fromEntries(gates.map(([name = '', value = 'true']) => [name, value === 'true']));
}
