import { expect, inject, it, onTestFinished } from 'vitest';
import { leases } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';

it('an API server sends a bookmark within the silence that the reflector allows, though nothing happens', async () => {
  const client = connect(inject('target'));
  onTestFinished(() => client.close());
  const select = { namespace: 'no-such-namespace' };
  const { resourceVersion } = await client.list(leases, select);
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const watching = client.watch(leases, { ...select, resourceVersion, timeoutSeconds: 120, signal: abort.signal });
  const first = await watching[Symbol.asyncIterator]().next();
  expect(first.value).toMatchObject({ type: 'BOOKMARK', resourceVersion: expect.stringMatching(/^\d+$/) as string });
}, 90_000);
