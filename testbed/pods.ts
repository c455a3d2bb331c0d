/** Whether a Pod does its work. */

export interface PodView {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly status: {
    readonly phase?: string;
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly ready: boolean;
      readonly state?: {
        readonly running?: { readonly startedAt: string };
        readonly waiting?: { readonly reason?: string; readonly message?: string };
      };
    }[];
  };
}

/** 'ready', or in words why not. A container counts when it is ready and started at `since` (milliseconds since 1970) or later. */
export function readiness(pod: PodView, since: number): string {
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  if (pod.status.phase === 'Succeeded') return 'ready';
  const containers = pod.status.containerStatuses ?? [];
  if (containers.length === 0) return `${name} has not started (${pod.status.phase ?? 'no phase'})`;
  // startedAt has whole seconds.
  const wanted = Math.floor(since / 1000) * 1000;
  for (const container of containers) {
    const started = container.state?.running?.startedAt;
    if (started === undefined || Date.parse(started) < wanted) {
      return `${name} waits for container ${container.name} (${container.state?.waiting?.reason ?? 'not started again'})`;
    }
    if (!container.ready) return `${name} has a container ${container.name} that is not ready`;
  }
  return 'ready';
}
