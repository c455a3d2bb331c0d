import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, it, onTestFinished } from 'vitest';
import { leases } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import { LeaderElector } from '../../src/kube/leader.ts';
import { startTcpProxy } from '../env/tcp-proxy.ts';

const access = inject('source');
const lease = { namespace: 'default', name: `leader-${randomUUID().slice(0, 8)}` };
const timing = { leaseDurationMs: 3000, renewDeadlineMs: 2000, retryMs: 300 };

it('one of two electors leads at any time, also when the leader is cut off and comes back', async () => {
  await using proxy = await startTcpProxy(access.server);
  const [cutOff, other] = ['a', 'b'].map((identity) => {
    const client = connect(identity === 'a' ? { ...access, server: proxy.server } : access);
    onTestFinished(() => client.close());
    return new LeaderElector({ client, lease, identity, timing });
  });
  if (cutOff === undefined || other === undefined) throw new Error('there are two');
  cutOff.start();
  await expect.poll(() => cutOff.isLeader()).toBe(true);
  other.start();
  const watching = { on: true, both: 0 };
  const watched = (async () => {
    for (; watching.on; await sleep(5)) if (cutOff.isLeader() && other.isLeader()) watching.both += 1;
  })();
  proxy.freeze();
  await expect.poll(() => other.term(), { timeout: 15_000 }).toEqual({ transitions: 1, identity: 'b' });
  proxy.thaw();
  proxy.cut();
  await other.stop();
  await expect.poll(() => cutOff.term(), { timeout: 45_000 }).toEqual({ transitions: 2, identity: 'a' });
  await cutOff.stop();
  watching.on = false;
  await watched;
  expect(watching.both).toBe(0);
  const reader = connect(access);
  onTestFinished(() => reader.close());
  expect(await reader.get(leases, lease)).toMatchObject({ spec: { holderIdentity: '', leaseTransitions: 2 } });
});
