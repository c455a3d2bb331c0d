/** Runs the mover around the real clusterctl, with the accounts of a copy: in the source it cannot delete. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MoverResult, parseMoverResult } from '../../src/api/mover-result.ts';
import { clusterRoleBindings, clusterRoles, serviceAccounts } from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { buildKubeconfig } from '../../src/kube/kubeconfig-parts.ts';
import { systemClock } from '../../src/mover/clock.ts';
import { runMover } from '../../src/mover/mover.ts';
import { ensureBinaries } from '../../testbed/binaries.ts';
import type { ControlPlaneAccess } from '../env/control-plane.ts';

export interface Side {
  readonly client: ClusterClient;
  readonly access: ControlPlaneAccess;
}

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

export interface Copied {
  readonly result: MoverResult | undefined;
  /** When clusterctl said that it tries again, in milliseconds since the epoch. */
  readonly retries: readonly number[];
}

export interface Mover extends AsyncDisposable {
  /** `onRetry` is called when clusterctl first says that it tries again. */
  copy(namespace: string, onRetry?: () => Promise<unknown>): Promise<Copied>;
}

const account = { namespace: 'default', name: 'mover' };
const read = { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] };
const pause = { apiGroups: ['cluster.x-k8s.io'], resources: ['clusters', 'clusterclasses'], verbs: ['patch'] };

/** In the target it may write what is in `groups`, until more is allowed. */
export async function moverBetween(source: Side, target: Side, groups: readonly string[]): Promise<Mover> {
  const { clusterctl } = await ensureBinaries(['clusterctl']);
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-mover-'));
  const from = await login(source, [read, pause], join(folder, 'source'));
  const to = await login(target, [read, { apiGroups: groups, resources: ['*'], verbs: ['*'] }], join(folder, 'target'));
  return {
    copy: async (namespace, onRetry = async () => {}) => {
      const terminationMessage = join(folder, 'termination-log');
      const retries: number[] = [];
      const answers: Promise<unknown>[] = [];
      await runMover({
        places: { clusterctl, repositoryFolder: join(folder, 'repository'), terminationMessage },
        argv: ['copy', `--namespace=${namespace}`, from, to, '--deadline-seconds=170'],
        path: process.env['PATH'],
        stop: new AbortController().signal,
        clock: systemClock,
        print: (text) => {
          const { time, line } = JSON.parse(text);
          if (!String(line).startsWith('Retrying with backoff')) return;
          if (retries.push(Date.parse(time)) === 1) answers.push(onRetry());
        },
      });
      await Promise.all(answers);
      return { result: parseMoverResult(await readFile(terminationMessage, 'utf8')), retries };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

/** The argument that names the kubeconfig of the account. */
async function login({ client, access }: Side, rules: readonly Rule[], file: string): Promise<string> {
  await client.create(serviceAccounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: account });
  await allow(client, 'mover', rules);
  const { token } = await client.requestToken(account, 3600);
  const { server, caData } = access;
  await writeFile(file, buildKubeconfig({ server, caData, token }), { mode: 0o600 });
  return `--${file.endsWith('source') ? 'from' : 'to'}-kubeconfig=${file}`;
}

export async function allow(client: ClusterClient, name: string, rules: readonly Rule[]): Promise<void> {
  const group = 'rbac.authorization.k8s.io';
  const of = (kind: string) => ({ apiVersion: `${group}/v1`, kind, metadata: { name } });
  await client.create(clusterRoles, { ...of('ClusterRole'), rules });
  await client.create(clusterRoleBindings, {
    ...of('ClusterRoleBinding'),
    roleRef: { apiGroup: group, kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', ...account }],
  });
}
