import { describe, expect, it, onTestFinished } from 'vitest';
import type { ClusterPivot } from '../../src/api/clusterpivot.ts';
import { startHttpServer } from '../../src/http-server.ts';
import { Metrics } from '../../src/metrics.ts';

async function given(notReady: () => string | undefined = () => undefined) {
  const metrics = new Metrics();
  const server = await startHttpServer({ port: 0, metrics, notReady });
  onTestFinished(() => server.close());
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`);
    return { status: answer.status, text: await answer.text() };
  };
  return { metrics, ask };
}

const pivot = { metadata: { namespace: 'metal3', name: 'prod' } } as ClusterPivot;

describe('the HTTP server', () => {
  it('says that the process lives', async () => {
    const { ask } = await given(() => 'no list yet');
    expect(await ask('/healthz')).toEqual({ status: 200, text: 'ok\n' });
  });

  it('says why it is not ready, and when it is', async () => {
    let problem: string | undefined = 'no list yet';
    const { ask } = await given(() => problem);
    expect(await ask('/readyz')).toEqual({ status: 503, text: 'no list yet\n' });
    problem = undefined;
    expect(await ask('/readyz')).toEqual({ status: 200, text: 'ok\n' });
  });

  it('knows no other paths', async () => {
    const { ask } = await given();
    expect((await ask('/debug')).status).toBe(404);
  });

  it('shows one phase of a pivot as 1, and none once it is gone', async () => {
    const { metrics, ask } = await given();
    metrics.showPhase(pivot, 'Preparing');
    metrics.showPhase(pivot, 'Copying');
    const { text } = await ask('/metrics');
    expect(text).toContain('clusterpivot_phase{namespace="metal3",name="prod",phase="Copying"} 1');
    expect(text.match(/clusterpivot_phase\{.*\} 1/g)).toHaveLength(1);
    metrics.forget({ namespace: 'metal3', name: 'prod' });
    expect((await ask('/metrics')).text).not.toContain('clusterpivot_phase{');
  });

  it('counts reconciles by how they end, and shows how many wait', async () => {
    const { metrics, ask } = await given();
    metrics.watchQueue(() => 3);
    await metrics.timeReconcile(async () => undefined);
    await expect(
      metrics.timeReconcile(async () => {
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    const { text } = await ask('/metrics');
    expect(text).toContain('controller_runtime_reconcile_total{controller="clusterpivot",result="success"} 1');
    expect(text).toContain('controller_runtime_reconcile_total{controller="clusterpivot",result="error"} 1');
    expect(text).toContain('controller_runtime_reconcile_time_seconds_count{controller="clusterpivot"} 2');
    expect(text).toContain('workqueue_depth{name="clusterpivot"} 3');
  });
});
