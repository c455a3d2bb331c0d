/** Why docs/adr/0014 takes HTTP/1.1: over HTTP/2 these rounds end the process, or keep it busy for good. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, inject, it } from 'vitest';
import { configMaps } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';

const access = inject('source');
const namespace = 'default';
const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'broken-off', namespace } };

it('requests that are broken off while others are sent disturb neither those nor the end of the connection', {
  timeout: 120_000,
}, async () => {
  for (let round = 0; round < 150; round += 1) {
    const client = connect(access);
    const leaving = new AbortController();
    const { signal } = leaving;
    const tryOut = async (given?: AbortSignal) =>
      client.create(configMaps, object, { dryRun: true, ...(given === undefined ? {} : { signal: given }) });
    const asked = Array.from({ length: 8 }, async () => client.list(configMaps, { namespace, signal }));
    const tried = Array.from({ length: 8 }, async () => tryOut(signal));
    await delay(round % 12);
    const others = Array.from({ length: 5 }, async () => tryOut());
    leaving.abort();
    await Promise.allSettled([...asked, ...tried]);
    expect((await Promise.allSettled(others)).filter(({ status }) => status === 'rejected')).toEqual([]);
    await client.close();
  }
});
