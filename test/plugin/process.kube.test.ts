/** The single file as people install it: started by the real kubectl, and completed by a real bash. */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { bundlePlugin } from '../../scripts/build.ts';
import { buildKubeconfig } from '../../src/kube/kubeconfig.ts';
import { shells } from '../../src/plugin/completion/scripts.ts';
import { version } from '../../src/plugin/version.ts';
import { ensureBinaries } from '../../testbed/binaries.ts';
import { awaitingApproval, planned } from './given-pivot.ts';
import { type OnServer, pluginOnServer } from './on-server.ts';

const run = promisify(execFile);
const patience = { timeout: 120_000 };
let folder: string;
let server: OnServer;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusterpivot-plugin-'));
  const path = await bundlePlugin(folder);
  // As krew and people who copy one file have it: without an ending.
  await copyFile(path, join(folder, 'kubectl-clusterpivot'));
  await symlink(path, join(folder, 'kubectl_complete-clusterpivot'));
  const { kubectl } = await ensureBinaries(['kubectl']);
  await symlink(kubectl, join(folder, 'kubectl'));
  server = await pluginOnServer('process');
  await server.given('prod', awaitingApproval, { approval: 'Manual' });
  await writeFile(join(folder, 'config'), buildKubeconfig(inject('source')), { mode: 0o600 });
  env = {
    PATH: [folder, dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
    KUBECONFIG: join(folder, 'config'),
    HOME: folder,
    NODE_ENV: 'production',
  };
}, 180_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** In a folder with no package.json above it. */
const kubectl = (...args: readonly string[]) => run('kubectl', args, { env, cwd: folder });

describe('through kubectl', () => {
  it('prints what was asked for, and nothing beside it', patience, async () => {
    const { stdout, stderr } = await kubectl('clusterpivot', 'status', '-n', server.namespace);
    expect(stdout).toMatch(/\n\S+ +prod +prod +AwaitingApproval +0\/204 /);
    expect(stderr).toBe('');
    expect((await kubectl('clusterpivot', 'version')).stdout).toMatch(
      new RegExp(`^Client Version: ${version}\nServer Version: v1\\.`),
    );
  });

  it('ends with the codes that are documented', patience, async () => {
    await expect(kubectl('clusterpivot', 'status', 'nobody', '-n', server.namespace)).rejects.toMatchObject({
      code: 1,
    });
    await expect(kubectl('clusterpivot', 'status', '--nonsense')).rejects.toMatchObject({ code: 2 });
    await expect(
      kubectl('clusterpivot', 'watch', 'prod', '-n', server.namespace, '--timeout=1s'),
    ).rejects.toMatchObject({ code: 5 });
  });

  it('writes what kubectl then reads', patience, async () => {
    await kubectl('clusterpivot', 'hold', 'prod', '-n', server.namespace);
    const { stdout } = await kubectl(
      'get',
      'clusterpivot',
      'prod',
      '-n',
      server.namespace,
      '-o',
      'jsonpath={.spec.suspend}',
    );
    expect(stdout).toBe('true');
  });

  it('lets kubectl complete names', patience, async () => {
    const { stdout } = await kubectl('__complete', 'clusterpivot', 'watch', '-n', server.namespace, '');
    expect(stdout).toBe('prod\tAwaitingApproval\n:4\n');
  });
});

describe('completion', () => {
  // Not every machine has zsh and fish.
  it.for(['bash', 'zsh', 'fish', 'kubectl'] as const)(
    'is a script that %s can read',
    patience,
    async (shell, { skip }) => {
      const program = shell === 'kubectl' ? 'sh' : shell;
      const isThere = await run(program, ['-c', ':'], { env }).then(
        () => true,
        () => false,
      );
      if (!isThere) skip(`there is no ${program} here`);
      const file = join(folder, `completion.${shell}`);
      await writeFile(file, shells[shell]);
      expect(await run(program, ['-n', file], { env })).toEqual({ stdout: '', stderr: '' });
    },
  );

  it.each([
    [['wat'], 'watch'],
    [['plan', '-o', ''], 'json yaml markdown'],
    [['approve', '-n', 'NAMESPACE', ''], 'prod'],
    [['approve', 'prod', '-n', 'NAMESPACE', '--plan', ''], planned.plan.hash],
  ])('in bash, %j goes on with what may come next', patience, async (typed, found) => {
    const words = ['kubectl-clusterpivot', ...typed].map((word) => `'${word.replace('NAMESPACE', server.namespace)}'`);
    const script = [
      shells.bash,
      `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}`,
      '__kubectl_clusterpivot_complete; echo "${COMPREPLY[*]}"',
    ];
    expect((await run('bash', ['-c', script.join('\n')], { env, cwd: folder })).stdout.trim()).toBe(found);
  });

  it('prints the script that is asked for', patience, async () => {
    expect((await kubectl('clusterpivot', 'completion', 'bash')).stdout).toBe(shells.bash);
  });
});
