/** The part of Metal3Machine, Machine and Cluster that the stand-in reads. */
import type { KubeObject } from '../../src/api/kube-object.ts';
import type { Image, NamespacedName } from './bare-metal-host.ts';
import type { Condition } from './decide/conditions.ts';

export interface HostSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface Metal3MachineStatus {
  readonly initialization?: { readonly provisioned?: boolean };
  readonly addresses?: readonly { readonly type: string; readonly address: string }[];
  readonly userData?: NamespacedName;
  readonly metaData?: NamespacedName;
  readonly networkData?: NamespacedName;
  readonly renderedData?: NamespacedName;
  readonly conditions?: readonly Condition[];
}

export interface Metal3Machine extends KubeObject {
  readonly spec?: {
    readonly providerID?: string;
    readonly image?: Image;
    readonly hostSelector?: HostSelector;
    readonly dataTemplate?: NamespacedName;
    readonly automatedCleaningMode?: string;
  };
  readonly status?: Metal3MachineStatus;
}

export interface Machine extends KubeObject {
  readonly spec?: {
    readonly clusterName?: string;
    readonly version?: string;
    readonly bootstrap?: { readonly dataSecretName?: string };
    readonly infrastructureRef?: { readonly kind?: string; readonly name?: string };
  };
}

export interface Cluster extends KubeObject {
  readonly spec?: { readonly paused?: boolean };
  readonly status?: { readonly initialization?: { readonly infrastructureProvisioned?: boolean } };
}
