/** The image of everything that serves hosts: Ironic with its keepalived, image server and dnsmasq, and the emulated BMCs. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Engine } from './engine.ts';
import { ensureImage, recipeKey } from './image.ts';
import type { Progress } from './progress.ts';
import { ensurePythonPackages } from './python-packages.ts';
import { ensureRootfs } from './rootfs.ts';
import { ironicVersion } from './versions.ts';

export const ironicImage = `clusterpivot.local/ironic:${ironicVersion}`;

const folder = new URL('ironic/', import.meta.url);

/** Compiled and with an empty database ready, it starts in half the time; upstream makes the database in its start script. */
function dockerfile(base: string): string {
  return [
    `FROM ${base}`,
    'ADD packages.tar /opt/ironic/packages/',
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'ENV PYTHONPATH=/opt/ironic/packages PYTHONUNBUFFERED=1',
    'RUN python3 -m compileall -q -j 0 /opt/ironic/packages /usr/lib/python3.11',
    'COPY ironic.conf /etc/ironic/ironic.conf',
    'RUN OS_DATABASE__CONNECTION=sqlite:////opt/ironic/empty.sqlite \\',
    "  python3 -c 'import sys; from ironic.command.dbsync import main; sys.exit(main())' \\",
    '  --config-file /etc/ironic/ironic.conf create_schema',
    'COPY bin/ /usr/local/bin/',
    'COPY bmcs.py ironic_process.py watch_endpoint.py /opt/ironic/',
  ].join('\n');
}

async function texts(): Promise<Readonly<Record<string, string>>> {
  const scripts = (await readdir(new URL('bin/', folder))).sort().map((name) => `bin/${name}`);
  const names = ['ironic.conf', 'bmcs.py', 'ironic_process.py', 'watch_endpoint.py', ...scripts];
  const contents = names.map(async (name) => [name, await readFile(fileURLToPath(new URL(name, folder)), 'utf8')]);
  return Object.fromEntries(await Promise.all(contents)) as Record<string, string>;
}

/** Makes sure that the engine has the image. */
export async function ensureIronicImage(engine: Engine, progress: Progress): Promise<void> {
  const base = await ensureRootfs(engine, progress);
  const packages = await ensurePythonPackages(progress);
  const content = { dockerfile: dockerfile(base), files: { 'packages.tar': packages }, texts: await texts() };
  await ensureImage(engine, { name: ironicImage, ...content, key: recipeKey(content), usual: '40 s' }, progress);
}
