/** Follows the BareMetalHosts of both clusters, as far as whoever watches may see them. */
import type { ClusterPivot } from '../../api/clusterpivot.ts';
import type { KubeObject } from '../../api/kube-object.ts';
import { bareMetalHosts } from '../../api/resources.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import { Reflector } from '../../kube/reflector.ts';
import { readingWorld } from '../reading-world.ts';
import type { Shell } from '../shell.ts';
import type { Source, SourceFlags } from '../source.ts';
import { openTarget, type Target, type TargetFlags } from '../target.ts';
import type { SeenHosts } from './host-groups.ts';

export type HostFlags = SourceFlags & TargetFlags;

export interface HostFollower {
  now(): SeenHosts;
  /** Why the target's hosts are not among them. */
  notes(): readonly string[];
  stop(): Promise<void>;
}

/** Returns at once: a target that does not answer keeps nobody waiting. */
export function followHosts(shell: Shell, flags: HostFlags, { source, pivot }: Watched): HostFollower {
  const { namespace = '' } = pivot.metadata;
  const inSource = followSide(source.client, namespace);
  let inTarget: SideFollower | undefined;
  let target: Target | undefined;
  let problem: string | undefined;
  let stopped = false;
  const open = async () => {
    try {
      const world = readingWorld(source.client, shell.clock, { namespace: flags.operatorNamespace });
      const opened = await openTarget(shell, flags, { world, pivot });
      if (stopped) return await opened.close();
      target = opened;
      const { client } = opened.connection;
      if (client === undefined) problem = whyNot(opened);
      else inTarget = followSide(client, namespace);
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  };
  void open();
  return {
    now: () => ({ source: inSource.now(), target: inTarget?.now() }),
    notes: () =>
      problem === undefined
        ? []
        : [`hosts of the target are not shown: ${problem}; --target-kubeconfig names a kubeconfig of it`],
    stop: async () => {
      stopped = true;
      // Whoever still waits for an answer about the target closes it when one comes.
      await Promise.all([inSource.stop(), inTarget?.stop()]);
      await target?.close();
    },
  };
}

interface Watched {
  readonly source: Source;
  readonly pivot: ClusterPivot;
}

export interface SideFollower {
  /** undefined before the first list, and for good where they may not be listed. */
  now(): readonly KubeObject[] | undefined;
  stop(): Promise<void>;
}

/** The hosts of one cluster. */
export function followSide(client: ClusterClient, namespace: string): SideFollower {
  const reflector = new Reflector({ client, resource: bareMetalHosts, select: { namespace } });
  reflector.start();
  return {
    now: () => (reflector.hasSynced ? reflector.list() : undefined),
    stop: () => reflector.stop(),
  };
}

function whyNot({ connection: { access }, credentials }: Target): string {
  switch (access.state) {
    case 'connected':
      return '';
    case 'secretMissing':
      return `${credentials} is not there`;
    case 'invalid':
      return `${credentials} cannot be used: ${access.field} ${access.problem}`;
    case 'unreachable':
      return `${access.server} does not answer: ${access.problem}`;
  }
}
