/** A cluster client on a stub server, whose pauses between tries last no time. */
import { onTestFinished } from 'vitest';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { type ConnectOptions, connect } from '../../src/kube/connect.ts';
import { isKubeError, type KubeError } from '../../src/kube/errors.ts';
import { FakeClock, settle } from './fake-clock.ts';
import { type Reply, type StubRequest, type StubServer, startStubServer } from './stub-server.ts';

export interface Line {
  readonly stub: StubServer;
  readonly client: ClusterClient;
  readonly clock: FakeClock;
}

/** A client on a stub server; pauses between tries last no time, and are kept in `clock`. */
export async function line(
  handler: (request: StubRequest, before: number) => Reply,
  options: ConnectOptions = {},
): Promise<Line> {
  const stub = await startStubServer(handler);
  const clock = new FakeClock();
  const client = connect(stub.parts, { clock, random: () => 0, ...options });
  onTestFinished(async () => {
    await client.close();
    await stub.close();
  });
  return { stub, client, clock };
}

/** Moves the clock whenever something sleeps, until `work` has ended. */
export async function hurried<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  const state = { ended: false };
  const end = () => {
    state.ended = true;
  };
  work.then(end, end);
  while (!state.ended) {
    const [next] = clock.pending;
    await (next === undefined ? settle() : clock.advance(next));
  }
  return work;
}

/** What `work` rejects with; throws when that is no KubeError, or nothing. */
export async function failure(work: Promise<unknown>): Promise<KubeError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isKubeError(error)) throw new Error(`must reject with a KubeError; it gave ${String(error)}`);
  return error;
}
