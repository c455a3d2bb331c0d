/** The stand-in's container image: one bundled file on a base image that has a `node`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const entryPoint = fileURLToPath(new URL('main.ts', import.meta.url));

function dockerfile(baseImage: string): string {
  return [
    `FROM ${baseImage}`,
    'COPY capm3-stand-in.mjs /capm3-stand-in.mjs',
    'USER 65532:65532',
    'ENTRYPOINT ["node", "/capm3-stand-in.mjs"]',
    '',
  ].join('\n');
}

/**
 * Writes a build context into `folder` (created when absent): Dockerfile and capm3-stand-in.mjs. `baseImage` must carry
 * Node 24 as `node` in its PATH.
 */
export async function writeImageContext(folder: string, baseImage: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [entryPoint],
    outfile: join(folder, 'capm3-stand-in.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
    // CommonJS dependencies call require() for Node's own modules.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  await writeFile(join(folder, 'Dockerfile'), dockerfile(baseImage));
}
