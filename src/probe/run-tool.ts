/** Runs a small program to its end, for its output: by an argument array, with a deadline, never through a shell. */
import { execFile } from 'node:child_process';

export interface ToolOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
}

/** Rejects when the program cannot be started, does not end in time, or is killed; its exit code is the caller's business. */
export type RunTool = (call: ToolCall) => Promise<ToolOutput>;

const largestOutput = 1024 * 1024;

export function toolRunner(env: Readonly<Record<string, string>>): RunTool {
  return ({ command, args, timeoutMs }) =>
    new Promise((resolve, reject) => {
      execFile(
        command,
        args,
        { env, timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: largestOutput, encoding: 'utf8' },
        (error, stdout, stderr) => {
          if (error === null) resolve({ code: 0, stdout, stderr });
          else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
          else if (error.code === 'ENOENT') reject(new Error(`${command} is not installed`));
          else if (error.killed === true) reject(new Error(`${command} did not end within ${timeoutMs} ms`));
          else reject(new Error(`${command}: ${error.message}`));
        },
      );
    });
}

/** The first line of what a failed tool complained about. */
export function complaint({ code, stderr }: ToolOutput, command: string): string {
  const line = stderr.split('\n').find((text) => text.trim() !== '');
  return line === undefined ? `${command} ended with code ${code}` : `${command}: ${line.trim()}`;
}
