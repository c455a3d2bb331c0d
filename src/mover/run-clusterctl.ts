/** Runs clusterctl to its end, or ends it: at a line that it says, when it hangs, at a deadline, or when asked to stop. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Clock } from './clock.ts';
import { watchSilence } from './silence.ts';

export type Stream = 'stdout' | 'stderr';

export interface ClusterctlRun {
  readonly command: string;
  readonly args: readonly string[];
  /** All of its environment: nothing of ours is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly deadlineSeconds: number;
  /** Without a line for so long, it hangs; undefined where the deadline alone can tell. */
  readonly silenceSeconds: number | undefined;
  /** Aborted when the mover is asked to stop. */
  readonly stop: AbortSignal;
  readonly clock: Clock;
  /** Sees every line; `end` means that clusterctl has done what we want of it. */
  readonly onLine: (line: string, stream: Stream) => 'end' | undefined;
}

/** Why we end it: it said all that we want of it, it hangs, it is late, or the mover was asked to stop. */
type EndedBy = 'line' | 'silence' | 'deadline' | 'stop';

export type Ending =
  | { readonly kind: 'not-started'; readonly message: string }
  | {
      readonly kind: 'ended';
      /** Who decided; the first one to decide. */
      readonly by: 'itself' | EndedBy;
      /** Even of a clusterctl that we meant to end: it may have been faster. */
      readonly code: number | null;
      readonly signal: string | null;
    };

/** Never rejects. When it resolves, the process does not exist any more. */
export function runClusterctl(run: ClusterctlRun): Promise<Ending> {
  if (run.stop.aborted) return Promise.resolve({ kind: 'not-started', message: 'the mover was asked to stop' });
  const child = spawn(run.command, run.args, { env: run.env, shell: false, stdio: ['ignore', 'pipe', 'pipe'] });
  return follow(child, run);
}

function follow(child: ChildProcess, run: ClusterctlRun): Promise<Ending> {
  const ended = Promise.withResolvers<Ending>();
  let by: EndedBy | undefined;
  let exit: { readonly code: number | null; readonly signal: string | null } | undefined;
  let drained = false;

  const settle = () => {
    // Its last words count unless we know why it ended: a grandchild could keep the pipes open for ever.
    if (exit !== undefined && (by !== undefined || drained)) {
      ended.resolve({ kind: 'ended', by: by ?? 'itself', ...exit });
    }
  };
  const end = (reason: EndedBy) => {
    by ??= reason;
    // It has no handler for SIGTERM that would end its work in any better way.
    child.kill('SIGKILL');
    settle();
  };
  const onStop = () => end('stop');
  const silence =
    run.silenceSeconds === undefined ? undefined : watchSilence(run.clock, run.silenceSeconds, () => end('silence'));
  const listen = (stream: Stream, input: Readable | null) => {
    if (input === null) return;
    createInterface({ input }).on('line', (line) => {
      silence?.broken();
      if (run.onLine(line, stream) === 'end') end('line');
    });
  };

  listen('stdout', child.stdout);
  listen('stderr', child.stderr);
  run.stop.addEventListener('abort', onStop, { once: true });
  const cancelDeadline = run.clock.after(run.deadlineSeconds * 1000, () => end('deadline'));
  child.on('error', (error) => {
    if (child.pid === undefined) ended.resolve({ kind: 'not-started', message: error.message });
  });
  child.once('exit', (code, signal) => {
    exit = { code, signal };
    settle();
  });
  child.once('close', () => {
    drained = true;
    settle();
  });

  return ended.promise.finally(() => {
    cancelDeadline();
    silence?.cancel();
    run.stop.removeEventListener('abort', onStop);
    child.stdout?.destroy();
    child.stderr?.destroy();
  });
}
