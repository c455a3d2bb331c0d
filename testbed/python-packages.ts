/** The Python packages of Ironic as one archive: pinned wheels from PyPI, laid out by pip for the Python of our Debian. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheRoot, contentKey, produceOnce } from './cache.ts';
import { isInstalled, run } from './command.ts';
import { installPackages } from './engine.ts';
import { type Progress, timed } from './progress.ts';

const requirementsPath = fileURLToPath(new URL('ironic/requirements.txt', import.meta.url));

/** Said in full, so that pip's own Python may be any: names of the builds that run on bookworm. */
const platforms = ['2_34', '2_28', '2_27', '2_24', '2_17', '2_12'].map((glibc) => `manylinux_${glibc}_x86_64`);

/** Programs that pip made start with this machine's Python, and tests are nearly half of Ironic. */
const leftOut = ['bin', 'locale', 'tests'].map((name) => `--exclude=${name}`);

function pipArguments(folder: string): readonly string[] {
  return [
    'install',
    `--target=${folder}`,
    `--requirement=${requirementsPath}`,
    '--require-hashes',
    '--no-deps',
    '--no-compile',
    '--only-binary=:all:',
    '--implementation=cp',
    '--python-version=3.11',
    ...['cp311', 'abi3', 'none'].map((abi) => `--abi=${abi}`),
    ...[...platforms, 'manylinux2014_x86_64'].map((platform) => `--platform=${platform}`),
    '--quiet',
    '--root-user-action=ignore',
  ];
}

async function findPip(): Promise<readonly string[]> {
  const pip = ['python3', '-m', 'pip'];
  if (await run([...pip, '--version']).catch(() => undefined)) return pip;
  if (!(await isInstalled('pip3'))) await installPackages(['python3-pip']);
  return ['pip3'];
}

/** Path of a tar archive with the packages, in the cache. pip is installed when there is none; its configuration is used as it is. */
export async function ensurePythonPackages(progress: Progress): Promise<string> {
  const key = contentKey([await readFile(requirementsPath), ...pipArguments('')]);
  return produceOnce(join(cacheRoot(), 'python', `${key}.tar`), async (temporary) => {
    const folder = `${temporary}.d`;
    try {
      await timed(progress, 'fetching Ironic and what it needs from PyPI with pip', '1 min', async () => {
        await run([...(await findPip()), ...pipArguments(folder)]);
        await run([
          'tar',
          '--create',
          '--file',
          temporary,
          '--directory',
          folder,
          ...leftOut,
          '--owner=0',
          '--group=0',
          '.',
        ]);
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}
