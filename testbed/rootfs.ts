/** The Debian file system under our images: debootstrap's, packed once, imported into the engine. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot, contentKey, produceOnce } from './cache.ts';
import { asRoot, isInstalled, run } from './command.ts';
import { type Engine, installPackages } from './engine.ts';
import { finishAnswer, imageId } from './image.ts';
import { type Progress, timed } from './progress.ts';
import { debianSuite } from './versions.ts';

/**
 * What a node needs beyond the programs we build, and the images that run on it: libstdc++6 is for Node.js, Python for
 * Ironic, ndisc6, tcpdump and libcap2-bin for the probe. One file system for all of them is fetched and unpacked once.
 */
const packages = [
  'arping',
  'ca-certificates',
  'conntrack',
  'containerd',
  'containernetworking-plugins',
  'dnsmasq-base',
  'iproute2',
  'iptables',
  'isc-dhcp-client',
  'keepalived',
  'kmod',
  'libcap2-bin',
  'libstdc++6',
  'ndisc6',
  'openssl',
  'procps',
  'python3',
  'runc',
  'tcpdump',
] as const;

/** The image name of the imported file system; its tag names its content. */
function rootfsImage(): string {
  return `clusterpivot.local/debian:${contentKey([debianSuite, ...packages])}`;
}

async function bootstrap(archive: string, progress: Progress): Promise<void> {
  if (!(await isInstalled('debootstrap'))) await installPackages(['debootstrap']);
  const folder = `${archive}.d`;
  const what = `fetching Debian ${debianSuite} and ${packages.length} packages with debootstrap`;
  try {
    await timed(progress, what, '1 min', async () => {
      const include = `--include=${packages.join(',')}`;
      await run(asRoot(['debootstrap', '--variant=minbase', include, debianSuite, folder]));
      const left = [
        'var/cache/apt',
        'var/lib/apt/lists',
        'usr/share/doc',
        'usr/share/man',
        'usr/share/locale',
        'var/log',
      ];
      await run(
        asRoot([
          'tar',
          '--create',
          '--file',
          archive,
          '--directory',
          folder,
          ...left.map((path) => `--exclude=./${path}/*`),
          '.',
        ]),
      );
    });
  } finally {
    await (process.getuid?.() === 0
      ? rm(folder, { recursive: true, force: true })
      : run(asRoot(['rm', '-rf', folder])));
  }
}

/** Makes sure that the engine has the Debian image, and gives its name. */
export async function ensureRootfs(engine: Engine, progress: Progress): Promise<string> {
  const name = rootfsImage();
  if ((await imageId(engine, name)) !== undefined) return name;
  const tag = name.slice(name.lastIndexOf(':') + 1);
  const archive = await produceOnce(join(cacheRoot(), 'rootfs', `${tag}.tar`), (temporary) =>
    bootstrap(temporary, progress),
  );
  await timed(progress, 'importing Debian into the engine', '5 s', async () => {
    // The import is over when the engine has said all it has to say.
    const answer = await engine.importImage(archive, { repo: name.slice(0, name.lastIndexOf(':')), tag });
    await finishAnswer(`importing ${name}`, answer);
  });
  return name;
}
