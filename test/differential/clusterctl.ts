/** Runs the real `clusterctl move`, and reads in what it says which objects it creates and deletes. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildKubeconfig } from '../../src/kube/kubeconfig-parts.ts';
import { ensureBinaries } from '../../testbed/binaries.ts';
import type { ControlPlaneAccess } from '../env/control-plane.ts';

export interface Said {
  readonly succeeded: boolean;
  /** `Kind namespace/name`, in its order. */
  readonly created: readonly string[];
  readonly deleted: readonly string[];
  readonly output: string;
}

export interface Clusterctl extends AsyncDisposable {
  /** Without a target it only says what it would do. */
  move(namespace: string, target?: ControlPlaneAccess): Promise<Said>;
}

export async function clusterctlFor(source: ControlPlaneAccess): Promise<Clusterctl> {
  const { clusterctl } = await ensureBinaries(['clusterctl']);
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-differential-'));
  const kubeconfig = async (name: string, { server, caData, token }: ControlPlaneAccess) => {
    const file = join(folder, name);
    await writeFile(file, buildKubeconfig({ server, caData, token }), { mode: 0o600 });
    return file;
  };
  const from = ['--kubeconfig', await kubeconfig('source', source)];
  // It wants to keep files, and looks for newer releases of itself when it may.
  const env = { HOME: folder, XDG_CONFIG_HOME: folder, CLUSTERCTL_DISABLE_VERSIONCHECK: 'true', GOMAXPROCS: '1' };
  return {
    async move(namespace, target) {
      const to = target === undefined ? ['--dry-run'] : ['--to-kubeconfig', await kubeconfig('target', target)];
      return run([clusterctl, 'move', '--namespace', namespace, '-v', '5', ...from, ...to], env);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function run([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<Said> {
  return new Promise((resolve) => {
    execFile(program, args, { env, timeout: 300_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`;
      resolve({
        succeeded: error === null,
        created: told('Creating', output),
        deleted: told('Deleting', output),
        output,
      });
    });
  });
}

/** `Creating Machine="m-0" Namespace="metal3"`; a Namespace that it makes has none, and is no object of a graph. */
function told(what: string, output: string): readonly string[] {
  const lines = output.matchAll(new RegExp(`^${what} (\\w+)="([^"]*)" Namespace="([^"]*)"$`, 'gm'));
  return [...lines].map(([, kind = '', name = '', namespace = '']) =>
    namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`,
  );
}
