/** Leaves the mover's result where the kubelet takes it from, for the operator to read in the Pod's status. */
import { open, writeFile } from 'node:fs/promises';
import { type MoverResult, moverResultText } from '../api/mover-result.ts';

/** Of a container that does not set `terminationMessagePath`. */
export const terminationMessagePath = '/dev/termination-log';

/** No result, but what is to be read of a mover that was killed. */
const placeholder = 'the mover ended before it had a result';

/**
 * Takes the room for a result while the disk has some: whatever is not empty has a block of its own, and a result fits
 * into that. When it cannot, there may be room in the end.
 */
export async function reserveTerminationMessage(path: string): Promise<void> {
  await writeFile(path, placeholder).catch(() => {});
}

/** Says why when it cannot: the result is also printed, and the exit code tells the rest. */
export async function writeTerminationMessage(path: string, result: MoverResult): Promise<string | undefined> {
  const text = moverResultText(result);
  try {
    // Over what is there: to empty the file first would give its room away.
    await using file = await open(path, 'r+');
    await file.writeFile(text);
    await file.truncate(Buffer.byteLength(text));
    return undefined;
  } catch (error) {
    return `the result could not be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}
