/** The part of a Pod that the stand-in for a kubelet reads. */
import type { KubeObject, ObjectMeta } from '../../../src/api/kube-object.ts';

export interface Volume {
  readonly name: string;
  readonly secret?: { readonly secretName: string };
  readonly configMap?: { readonly name: string; readonly optional?: boolean };
  readonly emptyDir?: object;
}

export interface PodContainer {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface Pod extends KubeObject {
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly nodeName?: string;
    readonly restartPolicy?: 'Always' | 'OnFailure' | 'Never';
    readonly terminationGracePeriodSeconds?: number;
    readonly containers: readonly PodContainer[];
    readonly volumes?: readonly Volume[];
  };
  readonly status?: { readonly phase?: string };
}

/** It has ended for good. */
export function isTerminal({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}
