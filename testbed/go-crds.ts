/** CustomResourceDefinitions as their project generates them: by controller-gen from its released Go types. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBinaries, moduleFolder } from './binaries.ts';
import { cacheRoot, contentKey, produceOnce } from './cache.ts';
import { run } from './command.ts';
import { type Progress, silent } from './progress.ts';

export interface GoTypes {
  /** Folder under modules/ whose go.mod and go.sum pin the types. */
  readonly module: string;
  /** The Go package that they are in. */
  readonly types: string;
}

/** YAML, with all kinds of the package. */
export async function goCrds({ module, types }: GoTypes, progress: Progress = silent): Promise<string> {
  const generator = (await ensureBinaries(['controller-gen'], progress))['controller-gen'];
  const cwd = moduleFolder(module);
  const key = contentKey([generator, await readFile(join(cwd, 'go.sum'))]);
  const path = await produceOnce(join(cacheRoot(), 'manifests', `${module}-crds-${key}.yaml`), async (temporary) => {
    const crds = await run([generator, 'crd', `paths=${types}`, 'output:crd:stdout'], { cwd });
    await writeFile(temporary, crds);
  });
  return readFile(path, 'utf8');
}
