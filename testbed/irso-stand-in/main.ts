/** irso-stand-in: does in a testbed what the Ironic Standalone Operator does, as far as a pivot sees it. */
import { readFileSync } from 'node:fs';
import type { KubeObject, ObjectRef } from '../../src/api/kube-object.ts';
import { deployments } from '../../src/api/resources.ts';
import { systemClock } from '../../src/kube/clock.ts';
import { connect } from '../../src/kube/connect.ts';
import { follow } from '../capm3-stand-in/follow.ts';
import { startWork } from '../capm3-stand-in/work.ts';
import { ironics, type PodTemplate, reconcileIronic } from './reconcile.ts';

function log(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), message, ...fields })}\n`);
}

const client = connect('in-cluster');
const template = JSON.parse(readFileSync('/etc/irso-stand-in/template.json', 'utf8')) as PodTemplate;
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0));
const workshop = {
  client,
  template,
  now: () => new Date(systemClock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
};
const ask = startWork<Required<ObjectRef>>({
  clock: systemClock,
  signal: stop.signal,
  parallel: 2,
  keyOf: ({ namespace, name }) => `${namespace}/${name}`,
  handle: async (ref) => {
    await reconcileIronic(workshop, ref);
    return 'done';
  },
  failed: (ref, error) => log('reconcile failed', { ...ref, error: String(error) }),
});

function ironicOf({ kind, metadata }: KubeObject): Required<ObjectRef> | undefined {
  const namespace = metadata.namespace ?? '';
  if (kind === 'Ironic') return { namespace, name: metadata.name };
  const owner = metadata.ownerReferences?.find((one) => one.kind === 'Ironic');
  return owner === undefined ? undefined : { namespace, name: owner.name };
}

function seen(object: KubeObject): void {
  const ref = ironicOf(object);
  if (ref !== undefined) ask(ref);
}

log('irso-stand-in starts', { server: client.server });
await Promise.all(
  [ironics, deployments].map(async (resource) =>
    follow(resource, {
      client,
      clock: systemClock,
      signal: stop.signal,
      seen,
      gone: seen,
      failed: (error) => log('cannot follow', { plural: resource.plural, error: String(error) }),
    }),
  ),
);
