/** Where the mover's lines go: a log that can fail, or find no reader, without holding up the work. */
import type { Writable } from 'node:stream';

export interface Log {
  readonly print: (line: string) => void;
  /** Resolves when the stream has taken every line, or has failed to. Without a reader it never does. */
  readonly taken: () => Promise<void>;
}

/** What is kept in memory for a reader that is late. For ten thousand objects clusterctl writes about half as much. */
const mostBytes = 16 * 1024 * 1024;

export function logTo(stream: Writable): Log {
  // Without a listener a full disk or a closed pipe ends the process. The next line is tried again: there may be room.
  stream.on('error', () => {});
  return {
    print: (line) => {
      if (stream.writableLength < mostBytes) stream.write(`${line}\n`);
    },
    taken: () => new Promise((resolve) => stream.write('', () => resolve())),
  };
}
