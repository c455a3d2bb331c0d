/** How a program is run inside a node, without the docker command. */
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Engine } from './engine.ts';

function collect(stream: PassThrough): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** Standard output of `argv`, run as root in the container. Fails, with its error output, when it ends with another code than 0. */
export async function execInNode(engine: Engine, containerId: string, argv: readonly string[]): Promise<string> {
  const exec = await engine.getContainer(containerId).exec({ Cmd: [...argv], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: false });
  const out = new PassThrough();
  const err = new PassThrough();
  const stdout = collect(out);
  const stderr = collect(err);
  engine.modem.demuxStream(stream, out, err);
  await finished(stream, { writable: false });
  const { ExitCode } = await exec.inspect();
  if (ExitCode !== 0)
    throw new Error(
      `${argv.join(' ')} in container ${containerId} ended with exit code ${ExitCode}: ${stderr() || stdout()}`,
    );
  return stdout();
}
