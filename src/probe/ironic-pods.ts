/** The Pods of Ironic on this node, and how their keepalived fares: what the API server says of them. */
import type { IronicPod } from '../api/probe-report.ts';

interface ContainerState {
  readonly running?: object;
  readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
}

interface PodStatus {
  readonly phase?: string;
  readonly containerStatuses?: readonly {
    readonly name: string;
    readonly restartCount?: number;
    readonly state?: ContainerState;
    readonly lastState?: ContainerState;
  }[];
}

interface PodObject {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly spec?: { readonly containers?: readonly { readonly name: string }[] };
  readonly status?: PodStatus;
}

/** As the Bare Metal Operator's manifests and the Ironic Standalone Operator name them. */
const keepalivedNames = ['ironic-endpoint-keepalived', 'keepalived'];
const ironicName = 'ironic';

export function podsPath(namespace: string, node: string): string {
  const selector = encodeURIComponent(`spec.nodeName=${node}`);
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods?fieldSelector=${selector}`;
}

/** Of a PodList, those that run Ironic or keepalived. Finished ones hold nothing. */
export function readIronicPods(list: unknown): readonly IronicPod[] {
  const items = (list as { items?: readonly PodObject[] } | null)?.items ?? [];
  return items
    .filter(({ spec, status }) => {
      const names = (spec?.containers ?? []).map(({ name }) => name);
      const ours = names.some((name) => name === ironicName || keepalivedNames.includes(name));
      return ours && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
    })
    .map(readPod);
}

function readPod({ metadata, status }: PodObject): IronicPod {
  const container = status?.containerStatuses?.find(({ name }) => keepalivedNames.includes(name));
  const ended = container?.lastState?.terminated;
  const last = ended === undefined ? {} : { last: `${ended.reason ?? 'ended'} (exit code ${ended.exitCode ?? '?'})` };
  const keepalived = container && {
    running: container.state?.running !== undefined,
    restarts: container.restartCount ?? 0,
    ...last,
  };
  return {
    name: metadata.name,
    phase: status?.phase ?? 'Unknown',
    terminating: metadata.deletionTimestamp !== undefined,
    ...(keepalived === undefined ? {} : { keepalived }),
  };
}
