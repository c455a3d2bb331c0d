import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { configMaps } from '../../src/api/resources.ts';
import { RequestMetrics } from '../../src/metrics/request-metrics.ts';
import { failure, hurried, line } from '../kube/stub-client.ts';
import type { Reply } from '../kube/stub-server.ts';

const ref = { namespace: 'default', name: 'a' };

async function given(handler: (before: number) => Reply) {
  const registry = new Registry();
  const observer = new RequestMetrics(registry).to('target');
  const { client, clock, stub } = await line((_, before) => handler(before), { observer });
  const series = async (name: string) => {
    const found = await registry.getSingleMetric(name)?.get();
    return (found?.values ?? []).filter(({ value }) => value > 0).map(({ labels, value }) => ({ ...labels, value }));
  };
  return { client, clock, series, host: new URL(stub.parts.server).host };
}

it('each request is counted, those that are sent again included', async () => {
  const { client, clock, series, host } = await given((before) => (before === 0 ? { status: 503 } : { body: {} }));
  await hurried(clock, client.get(configMaps, ref));
  expect(await series('rest_client_requests_total')).toEqual([
    { code: '503', method: 'GET', host, value: 1 },
    { code: '200', method: 'GET', host, value: 1 },
  ]);
  expect(await series('clusterpivot_faults_total')).toEqual([{ cluster: 'target', class: 'server', value: 1 }]);
});

it('what is not answered is a request, and a fault', async () => {
  const { client, series, host } = await given(() => 'reset');
  expect((await failure(client.delete(configMaps, ref))).kind).toBe('network');
  expect(await series('rest_client_requests_total')).toEqual([{ code: '<error>', method: 'DELETE', host, value: 1 }]);
  expect(await series('clusterpivot_faults_total')).toEqual([{ cluster: 'target', class: 'network', value: 1 }]);
});

it('what we end ourselves is none', async () => {
  const { client, clock, series } = await given(() => 'hang');
  const ending = new AbortController();
  const listed = failure(client.list(configMaps, { signal: ending.signal }));
  ending.abort();
  await hurried(clock, listed);
  expect(await series('clusterpivot_faults_total')).toEqual([]);
});
