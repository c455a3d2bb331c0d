/** Where the target's kubeconfig is, whether it may be used, and the connection that it gives. */

import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject } from '../api/kube-object.ts';
import { namespaces, secrets } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { connect } from '../kube/connect.ts';
import { isKubeError } from '../kube/errors.ts';
import { buildKubeconfig, sanitizeKubeconfig } from '../kube/kubeconfig.ts';
import type { RequestObserver } from '../kube/request-observer.ts';
import { digest } from '../pivot/digest.ts';
import { kubeconfigRef } from '../pivot/gates/access.ts';
import { ownLabels, ownName } from '../pivot/jobs.ts';
import type { TargetAccess } from '../pivot/observation.ts';
import { createOrReplace } from './create-or-replace.ts';
import type { World } from './world.ts';

const pinnedKey = 'kubeconfig';

export interface TargetConnection {
  readonly access: TargetAccess;
  readonly client: ClusterClient | undefined;
  readonly pinned: boolean;
}

/** Connections by the hash of their kubeconfig, so that each target has one pool however often it is asked for. */
export class TargetConnections {
  readonly #clients = new Map<string, ClusterClient>();
  readonly #observer: RequestObserver | undefined;

  constructor(observer?: RequestObserver) {
    this.#observer = observer;
  }

  async of(world: World, pivot: ClusterPivot): Promise<TargetConnection> {
    const pinned = await world.source.get(secrets, { namespace: world.namespace, name: pinnedName(pivot) });
    const started = pivot.status.journal?.startedTime !== undefined;
    if (started && pinned !== undefined) {
      return { ...(await this.#open(pinnedName(pivot), textOf(pinned, pinnedKey) ?? '')), pinned: true };
    }
    const { name, key } = kubeconfigRef(pivot);
    const secret = await world.source.get(secrets, { namespace: pivot.metadata.namespace ?? '', name });
    if (secret === undefined) return missing({ state: 'secretMissing', secret: name, key: undefined });
    const text = textOf(secret, key);
    if (text === undefined) return missing({ state: 'secretMissing', secret: name, key });
    return { ...(await this.#open(name, text)), pinned: pinned !== undefined };
  }

  /** Whether our own copy of the target's kubeconfig is kept. */
  async isPinned({ source, namespace }: World, pivot: ClusterPivot): Promise<boolean> {
    return (await source.get(secrets, { namespace, name: pinnedName(pivot) })) !== undefined;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
    this.#clients.clear();
  }

  async #open(secret: string, text: string): Promise<Omit<TargetConnection, 'pinned'>> {
    const sanitized = sanitizeKubeconfig(text);
    if (!sanitized.ok) {
      return missing({ state: 'invalid', secret, field: sanitized.field, problem: sanitized.problem });
    }
    const hash = digest(text);
    const client = this.#clients.get(hash) ?? connect(sanitized.config, { observer: this.#observer });
    this.#clients.set(hash, client);
    try {
      const system = await client.get(namespaces, { name: 'kube-system' });
      const uid = system?.metadata.uid;
      if (uid === undefined) throw new Error('it has no Namespace kube-system');
      return { access: { state: 'connected', server: client.server, uid }, client };
    } catch (error) {
      if (isKubeError(error, 'unauthorized') || isKubeError(error, 'forbidden')) {
        return missing({
          state: 'invalid',
          secret,
          field: 'users',
          problem: `must be known to the target and allowed to read it; ${client.server} says: ${error.message}`,
        });
      }
      return missing({
        state: 'unreachable',
        server: client.server,
        problem: error instanceof Error ? error.message : String(error),
      });
    }
  }
}

function missing(access: TargetAccess): TargetConnection {
  return { access, client: undefined, pinned: false };
}

/** Our own copy of the target's kubeconfig, kept from the beginning until everything is cleaned up. */
export function pinnedName(pivot: ClusterPivot): string {
  return `${ownName(pivot)}-target`;
}

function textOf(secret: KubeObject, key: string): string | undefined {
  const value = (secret['data'] as Record<string, string> | undefined)?.[key];
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
}

/** Copies what is allowed of the kubeconfig into a Secret of our own: the original moves away and is deleted. */
export async function pinTarget(world: World, pivot: ClusterPivot): Promise<void> {
  const { name, key } = kubeconfigRef(pivot);
  const secret = await world.source.get(secrets, { namespace: pivot.metadata.namespace ?? '', name });
  const sanitized = sanitizeKubeconfig(secret === undefined ? '' : (textOf(secret, key) ?? ''));
  if (!sanitized.ok) throw new Error(`Secret ${name}: ${sanitized.field} ${sanitized.problem}`);
  await createOrReplace(world.source, secrets, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: pinnedName(pivot), namespace: world.namespace, labels: ownLabels(pivot) },
    type: 'pivot.metal3.io/kubeconfig',
    data: { [pinnedKey]: Buffer.from(buildKubeconfig(sanitized.config)).toString('base64') },
  });
}
