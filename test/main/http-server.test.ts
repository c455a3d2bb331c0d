import { describe, expect, it, onTestFinished } from 'vitest';
import { startHttpServer } from '../../src/http-server.ts';

async function given(notReady: () => string | undefined = () => undefined) {
  const server = await startHttpServer({ port: 0, notReady });
  onTestFinished(() => server.close());
  return async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`);
    return { status: answer.status, text: await answer.text() };
  };
}

describe('the HTTP server', () => {
  it('says that the process lives', async () => {
    const ask = await given(() => 'no list yet');
    expect(await ask('/healthz')).toEqual({ status: 200, text: 'ok\n' });
  });

  it('says why it is not ready, and when it is', async () => {
    let problem: string | undefined = 'no list yet';
    const ask = await given(() => problem);
    expect(await ask('/readyz')).toEqual({ status: 503, text: 'no list yet\n' });
    problem = undefined;
    expect(await ask('/readyz')).toEqual({ status: 200, text: 'ok\n' });
  });

  it.each(['/metrics', '/debug'])('has no %s, which anybody could read', async (path) => {
    const ask = await given();
    expect((await ask(path)).status).toBe(404);
  });
});
