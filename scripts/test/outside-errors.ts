/** A vitest reporter for the errors that belong to no test: its JSON report leaves them out. */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { SerializedError } from 'vitest';
import type { Reporter, Vitest } from 'vitest/node';

/** Key of `outputFile` in vitest's options that says where the errors go, as a JSON list of lines. */
export const outsideErrors = 'outside';

export default class OutsideErrors implements Reporter {
  #root = '';
  #file: string | undefined;

  onInit({ config }: Vitest): void {
    this.#root = config.root;
    if (typeof config.outputFile === 'object') this.#file = config.outputFile[outsideErrors];
  }

  onTestRunEnd(_: unknown, errors: readonly SerializedError[]): void {
    if (this.#file === undefined) return;
    writeFileSync(this.#file, JSON.stringify(errors.map((error) => lineOf(error, this.#root))));
  }
}

/** What the error says, where it comes from (in our files, if its stack knows), and the file whose tests ran meanwhile. */
export function lineOf(error: SerializedError, root: string): string {
  const said = `${error.name ?? 'Error'}: ${error.message.split('\n', 1)[0]}`;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const ours = frames.find((line) => line.includes(`${root}/`) && !line.includes('/node_modules/'));
  const from = (ours ?? frames[0] ?? '').replaceAll(`${root}/`, '').trim();
  const during = error['VITEST_TEST_PATH'];
  const meanwhile = typeof during === 'string' ? `, while ${relative(root, during)} ran` : '';
  return `${said}${from === '' ? '' : ` ${from}`}${meanwhile}`;
}
