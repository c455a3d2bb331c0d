/** Leaves the mover's result where the kubelet takes it from, for the operator to read in the Pod's status. */
import { writeFile } from 'node:fs/promises';
import { type MoverResult, moverResultText } from '../api/mover-result.ts';

/** Of a container that does not set `terminationMessagePath`. */
export const terminationMessagePath = '/dev/termination-log';

/** Says why when it cannot: the result is also printed, and the exit code tells the rest. */
export async function writeTerminationMessage(path: string, result: MoverResult): Promise<string | undefined> {
  try {
    await writeFile(path, moverResultText(result));
    return undefined;
  } catch (error) {
    return `the result could not be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}
