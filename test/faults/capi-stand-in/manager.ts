/** capi-stand-in: does in a control plane what Cluster API's managers do, as far as a pivot sees it. */
import { systemClock } from '../../../src/kube/clock.ts';
import { follow } from '../../../testbed/capm3-stand-in/follow.ts';
import { metal3Machines } from '../../../testbed/capm3-stand-in/resources.ts';
import { startWork } from '../../../testbed/capm3-stand-in/work.ts';
import type { World } from '../../../testbed/capm3-stand-in/world.ts';
import { reconciled, reconcileNamespace } from './reconcile.ts';

/** Runs until `signal` is aborted. */
export async function runCapiStandIn(world: World, signal: AbortSignal): Promise<void> {
  const clock = systemClock;
  const ask = startWork<string>({
    clock,
    signal,
    parallel: 1,
    keyOf: (namespace) => namespace,
    handle: async (namespace) => {
      await reconcileNamespace(world, namespace);
      return 'done';
    },
    failed: (namespace, error) => world.log('reconcile failed', { namespace, error: String(error) }),
  });
  const see = ({ metadata }: { readonly metadata: { readonly namespace?: string } }) => ask(metadata.namespace ?? '');
  await Promise.all(
    [...reconciled, metal3Machines].map(async (resource) => {
      const failed = (error: unknown) => world.log('cannot follow', { plural: resource.plural, error: String(error) });
      await follow(resource, { client: world.client, clock, signal, seen: see, gone: see, failed });
    }),
  );
}
