/** A real Kubernetes API for tests: etcd and kube-apiserver as child processes, and no controllers at all. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBinaries } from '../../testbed/binaries.ts';
import { type CertificateAuthority, certificateAuthority } from './certificates.ts';
import { freePorts, type Program, start } from './child-process.ts';

/** How tests reach a control plane as cluster administrator; plain data, so that it can go to test workers. */
export interface ControlPlaneAccess {
  readonly server: string;
  /** PEM. */
  readonly caData: string;
  readonly token: string;
  /** JSON lines of audit.k8s.io/v1 Events of all writes when asked for, else absent; statuses of ClusterPivots in full. */
  readonly auditLog?: string;
}

export interface ControlPlane extends AsyncDisposable {
  readonly access: ControlPlaneAccess;
  /** Issues the client certificates that the server believes. */
  readonly authority: CertificateAuthority;
  /** Ends kube-apiserver (as hard as told), and starts it anew on the same port and data when told. */
  stopServer(signal?: NodeJS.Signals): Promise<void>;
  startServer(): Promise<void>;
  stop(): Promise<void>;
}

export interface ControlPlaneOptions {
  /** Whether it keeps an audit log, and of what (audit.k8s.io/v1 Policy) when not what most tests need. */
  readonly audit?: boolean | object;
}

const readySeconds = 90;

/** There is more memory than there are processors: it collects garbage less often than it would. */
const sparing = { GOGC: '200' };

/** All writes. */
const policy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'None', verbs: ['get', 'list', 'watch'] },
    // With what was written: the order of a journal and its effects shows in nothing else.
    {
      level: 'RequestResponse',
      resources: [{ group: 'pivot.metal3.io', resources: ['clusterpivots/status'] }],
    },
    // With its options: whether it was a dry run is in them.
    { level: 'Request', verbs: ['delete', 'deletecollection'] },
    { level: 'Metadata' },
  ],
};

/** Resolves when /readyz says ok. With warm binaries that takes about five seconds. */
export async function startControlPlane({ audit = false }: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const programs = await ensureBinaries(['etcd', 'kube-apiserver']);
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-control-plane-'));
  const [clientPort = 0, peerPort = 0, securePort = 0] = await freePorts(3);
  const authority = await certificateAuthority();
  const access: ControlPlaneAccess = {
    server: `https://127.0.0.1:${securePort}`,
    caData: authority.certificate,
    token: randomBytes(24).toString('hex'),
    ...(audit === false ? {} : { auditLog: join(folder, 'audit.log') }),
  };
  await writeFiles(folder, authority, access);
  if (audit !== false)
    await writeFile(join(folder, 'audit-policy.yaml'), JSON.stringify(audit === true ? policy : audit));
  const etcdUrl = `http://127.0.0.1:${clientPort}`;
  const etcd = await start(
    [programs.etcd, ...etcdFlags(join(folder, 'etcd'), etcdUrl, `http://127.0.0.1:${peerPort}`)],
    join(folder, 'etcd.log'),
  );
  let server: Program | undefined;
  const startServer = async () => {
    const argv: [string, ...string[]] = [
      programs['kube-apiserver'],
      ...serverFlags(folder, etcdUrl, securePort),
      ...auditFlags(folder, access),
    ];
    server = await start(argv, join(folder, 'kube-apiserver.log'), { env: { ...process.env, ...sparing } });
    await untilReady(access, server);
  };
  const stop = async () => {
    await server?.stop();
    await etcd.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await startServer();
  } catch (error) {
    const ended = await etcd.ended();
    await stop();
    throw ended === undefined ? error : new Error(ended, { cause: error });
  }
  return {
    access,
    authority,
    startServer,
    stopServer: async (signal) => server?.stop(signal),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function writeFiles(
  folder: string,
  authority: CertificateAuthority,
  { token }: ControlPlaneAccess,
): Promise<void> {
  const { certificate, key } = await authority.server(['localhost', 'kubernetes.default.svc']);
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const files = {
    'ca.crt': authority.certificate,
    'server.crt': certificate,
    'server.key': key,
    'accounts.pub': publicKey,
    'accounts.key': privateKey,
    'tokens.csv': `${token},admin,admin,system:masters\n`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content, { mode: 0o600 });
}

function etcdFlags(data: string, client: string, peer: string): readonly string[] {
  return [
    `--data-dir=${data}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    // The data need not outlive the machine.
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

function serverFlags(folder: string, etcd: string, port: number): readonly string[] {
  const file = (name: string) => join(folder, name);
  return [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--tls-cert-file=${file('server.crt')}`,
    `--tls-private-key-file=${file('server.key')}`,
    `--client-ca-file=${file('ca.crt')}`,
    `--token-auth-file=${file('tokens.csv')}`,
    `--service-account-key-file=${file('accounts.pub')}`,
    `--service-account-signing-key-file=${file('accounts.key')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--authorization-mode=RBAC',
    '--allow-privileged=true',
    // A loopback address may not be in Endpoints, and nobody in here would look.
    '--endpoint-reconciler-type=none',
    // No controller makes the default ServiceAccount that this plugin would want for each Pod.
    '--disable-admission-plugins=ServiceAccount',
  ];
}

function auditFlags(folder: string, { auditLog }: ControlPlaneAccess): readonly string[] {
  if (auditLog === undefined) return [];
  return [
    `--audit-log-path=${auditLog}`,
    `--audit-policy-file=${join(folder, 'audit-policy.yaml')}`,
    // In MiB: a log that is put aside while somebody reads it has lost what came before.
    '--audit-log-maxsize=4096',
  ];
}

async function untilReady(access: ControlPlaneAccess, server: Program): Promise<void> {
  const deadline = performance.now() + readySeconds * 1000;
  while (performance.now() < deadline) {
    if (await isReady(access)) return;
    const ended = await server.ended();
    if (ended !== undefined) throw new Error(ended);
    await sleep(100);
  }
  throw new Error(`kube-apiserver at ${access.server} is not ready after ${readySeconds} s`);
}

/** With a plain request, so that a defect of our client shows in the client's tests. */
function isReady({ server, caData, token }: ControlPlaneAccess): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${token}` };
    const outgoing = request(
      new URL('/readyz', server),
      { ca: caData, headers, agent: false, timeout: 5000 },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      },
    );
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', () => resolve(false));
    outgoing.end();
  });
}
