/** The stand-in's container image: one bundled file on a base image that has a `node`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from '../../scripts/bundle.ts';

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
  await bundle({ 'capm3-stand-in': 'testbed/capm3-stand-in/main.ts' }, folder);
  await writeFile(join(folder, 'Dockerfile'), dockerfile(baseImage));
}
