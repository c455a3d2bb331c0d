/** A shell without a process: what is printed is kept, files are a map, and whoever is asked answers what a test says. */
import { type Clock, systemClock } from '../../src/kube/clock.ts';
import type { Connected } from '../../src/kube/users-kubeconfig.ts';
import { runPlugin } from '../../src/plugin/plugin.ts';
import type { ConnectRequest, Output, Shell } from '../../src/plugin/shell.ts';

export interface TestShellOptions {
  readonly connect?: (request: ConnectRequest) => Connected;
  readonly clock?: Clock;
  readonly answer?: string;
  /** What happens while the question stands. */
  readonly ask?: () => Promise<void>;
  readonly files?: Map<string, string | Uint8Array>;
  readonly interruption?: AbortSignal;
  /** Called with everything that is printed, as it comes. */
  readonly onPrint?: (text: string) => void;
  /** Of a terminal; absent: there is none. */
  readonly terminal?: {
    readonly columns: number;
    readonly rows: number;
    readonly onPicture: (lines: readonly string[]) => void;
  };
  readonly calledAs?: string;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export function testShell(
  argv: readonly string[],
  options: TestShellOptions = {},
): Shell & { printed(): Omit<Ran, 'code'> } {
  const { connect, clock = systemClock, answer, files = new Map(), terminal, onPrint } = options;
  const printed = { out: '', err: '' };
  const output = (which: 'out' | 'err'): Output => ({
    write: (text) => {
      printed[which] += text;
      onPrint?.(text);
    },
    isTerminal: terminal !== undefined,
    columns: terminal?.columns ?? 80,
    rows: terminal?.rows ?? 24,
    colours: false,
  });
  const signal = options.interruption ?? new AbortController().signal;
  return {
    argv,
    clock,
    out: output('out'),
    err: output('err'),
    openPicture: () => ({ show: (lines) => terminal?.onPicture(lines), done: () => undefined }),
    connect: (request) => {
      if (connect === undefined) throw new Error('this test has no cluster');
      return connect(request);
    },
    ask: async () => {
      await options.ask?.();
      return answer;
    },
    readFile: async (path) => {
      const content = files.get(path);
      if (typeof content !== 'string') throw new Error(`${path} is not there`);
      return content;
    },
    writeFile: async (path, content) => void files.set(path, content),
    interruption: () => signal,
    printed: () => ({ ...printed }),
  };
}

/** As typed after `kubectl clusterpivot`. */
export async function runLine(line: string, options: TestShellOptions = {}): Promise<Ran> {
  const shell = testShell(
    line.split(' ').filter((word) => word !== ''),
    options,
  );
  const code = await runPlugin(shell, options.calledAs ?? '/usr/local/bin/kubectl-clusterpivot');
  return { code, ...shell.printed() };
}
