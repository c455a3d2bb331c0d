/** Bad input about the way into the target: its kubeconfig, and where that leads. */
import { randomBytes } from 'node:crypto';
import { parse, stringify } from 'yaml';
import { namespaces } from '../../src/api/resources.ts';
import { freePorts } from '../env/child-process.ts';
import type { BadInput } from './bad-input.ts';
import { kubeconfigFor, type Stage, targetUserOf } from './stage.ts';
import { change, found, type World } from './world.ts';

const secret = 'Secret/prod-kubeconfig';

interface Kubeconfig {
  readonly clusters: [{ cluster: Record<string, unknown> }];
  readonly users: [{ user: Record<string, unknown> }];
}

function put({ source }: World, value: string): void {
  change(source, secret, { stringData: { value } });
}

/** The good kubeconfig with something in it changed. */
function edit(world: World, how: (kubeconfig: Kubeconfig) => void): void {
  const { value } = found(world.source, secret)['stringData'] as { value: string };
  const kubeconfig = parse(value) as Kubeconfig;
  how(kubeconfig);
  put(world, stringify(kubeconfig));
}

interface Refused {
  readonly name: string;
  readonly namespace: string;
  readonly field: string;
  readonly problem: string;
}

/** In a Secret that is there, a kubeconfig that may not be used. */
function refused({ name, namespace, field, problem }: Refused, given: BadInput['given']): BadInput {
  return {
    name,
    namespace,
    given,
    reason: 'InvalidKubeconfig',
    stalled: true,
    message: `the kubeconfig in Secret ${namespace}/prod-kubeconfig is refused: ${field} ${problem}`,
  };
}

const staticOnly =
  'must be absent: only a token, or client-certificate-data with client-key-data, is used; nothing is executed for credentials';
const noFile = (instead: string) =>
  `must be absent: files are never read for a kubeconfig; put the content into ${instead}`;

const systemUid = async ({ source }: Stage) =>
  (await source.admin.get(namespaces, { name: 'kube-system' }))?.metadata.uid ?? '';

const [closedPort = 0] = await freePorts(1);

export const kubeconfigCases: readonly BadInput[] = [
  {
    name: 'no Secret with a kubeconfig',
    namespace: 'no-secret',
    given: ({ source }) => {
      source.delete(secret);
    },
    reason: 'KubeconfigNotFound',
    stalled: false,
    message: "Secret no-secret/prod-kubeconfig with the target's kubeconfig does not exist; waiting for it",
  },
  {
    name: 'a Secret that lacks the key',
    namespace: 'no-key',
    given: ({ spec }) => {
      spec['target'] = { kubeconfigSecretRef: { name: 'prod-kubeconfig', key: 'kubeconfig' } };
    },
    reason: 'KubeconfigNotFound',
    stalled: false,
    message: "Secret no-key/prod-kubeconfig has no key kubeconfig; waiting for the target's kubeconfig in it",
  },
  refused(
    {
      name: 'a kubeconfig that is no YAML',
      namespace: 'malformed',
      field: 'kubeconfig',
      problem: 'is not valid YAML (line 1: BAD_INDENT); it must be one YAML map',
    },
    (world) => put(world, 'clusters: ['),
  ),
  refused(
    {
      name: 'a kubeconfig whose context does not exist',
      namespace: 'no-context',
      field: 'contexts',
      problem: 'must have exactly one entry named "gone", which current-context names; it has 0',
    },
    (world) => edit(world, (kubeconfig) => Object.assign(kubeconfig, { 'current-context': 'gone' })),
  ),
  refused(
    {
      name: 'a kubeconfig that executes a plugin',
      namespace: 'exec-plugin',
      field: 'users[user].user.exec',
      problem: staticOnly,
    },
    (world) =>
      edit(world, ({ users: [{ user }] }) => {
        user['exec'] = { apiVersion: 'client.authentication.k8s.io/v1', command: 'touch', args: ['/tmp/executed'] };
      }),
  ),
  refused(
    {
      name: 'a kubeconfig with an auth provider',
      namespace: 'auth-provider',
      field: 'users[user].user.auth-provider',
      problem: staticOnly,
    },
    (world) =>
      edit(world, ({ users: [{ user }] }) => {
        user['auth-provider'] = { name: 'gcp', config: { 'cmd-path': '/bin/true' } };
      }),
  ),
  refused(
    {
      name: 'a kubeconfig that reads its CA from a file',
      namespace: 'ca-file',
      field: 'clusters[cluster].cluster.certificate-authority',
      problem: noFile('certificate-authority-data'),
    },
    (world) =>
      edit(world, ({ clusters: [{ cluster }] }) => {
        cluster['certificate-authority'] = '/etc/passwd';
      }),
  ),
  refused(
    {
      name: 'a kubeconfig that reads its token from a file',
      namespace: 'token-file',
      field: 'users[user].user.tokenFile',
      problem: noFile('token'),
    },
    (world) =>
      edit(world, ({ users: [{ user }] }) => {
        user['tokenFile'] = '/var/run/secrets/kubernetes.io/serviceaccount/token';
      }),
  ),
  refused(
    {
      name: 'a kubeconfig that names a proxy',
      namespace: 'proxied',
      field: 'clusters[cluster].cluster.proxy-url',
      problem: 'must be absent: the API server must be reachable without a proxy',
    },
    (world) =>
      edit(world, ({ clusters: [{ cluster }] }) => {
        cluster['proxy-url'] = 'http://192.0.2.7:3128';
      }),
  ),
  {
    name: 'credentials that the target does not know',
    namespace: 'bad-token',
    given: (world) =>
      edit(world, (kubeconfig) => {
        kubeconfig.users[0].user = { token: randomBytes(16).toString('hex') };
      }),
    reason: 'InvalidKubeconfig',
    stalled: true,
    message: ({ target }) =>
      `the kubeconfig in Secret bad-token/prod-kubeconfig is refused: users must be known to the target and allowed to read it; ${target.plane.access.server} says: get namespaces kube-system: 401 Unauthorized`,
  },
  {
    name: 'a target that does not answer',
    namespace: 'unreachable',
    given: (world) =>
      edit(world, ({ clusters: [{ cluster }] }) => {
        cluster['server'] = `https://127.0.0.1:${closedPort}`;
      }),
    reason: 'TargetUnreachable',
    stalled: false,
    message: `the target's API server https://127.0.0.1:${closedPort} cannot be reached: get namespaces kube-system: no answer: connect ECONNREFUSED 127.0.0.1:${closedPort}; waiting for it`,
  },
  {
    name: 'the source itself as target',
    namespace: 'self',
    given: async (world, { source }) => put(world, await kubeconfigFor(source, targetUserOf('self'))),
    reason: 'SourceIsTarget',
    stalled: true,
    message: async (stage) =>
      `the kubeconfig in Secret self/prod-kubeconfig leads to the source cluster itself (both have kube-system UID ${await systemUid(stage)}); put the workload cluster's kubeconfig into the Secret`,
  },
];
