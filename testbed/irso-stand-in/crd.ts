/** The CustomResourceDefinition of Ironic resources, generated from the Go types of the Ironic Standalone Operator. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBinaries, moduleFolder } from '../binaries.ts';
import { cacheRoot, contentKey, produceOnce } from '../cache.ts';
import { run } from '../command.ts';
import { type Progress, silent } from '../progress.ts';

const types = 'github.com/metal3-io/ironic-standalone-operator/api/v1alpha1';

/** YAML, with all kinds of that API. */
export async function ironicCrds(progress: Progress = silent): Promise<string> {
  const generator = (await ensureBinaries(['controller-gen'], progress))['controller-gen'];
  const cwd = moduleFolder('irso');
  const key = contentKey([generator, await readFile(join(cwd, 'go.sum'))]);
  const path = await produceOnce(join(cacheRoot(), 'manifests', `ironic-crds-${key}.yaml`), async (temporary) => {
    const crds = await run([generator, 'crd', `paths=${types}`, 'output:crd:stdout'], { cwd });
    await writeFile(temporary, crds);
  });
  return readFile(path, 'utf8');
}
