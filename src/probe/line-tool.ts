/** Keeps a program running for the lines that it prints, and starts it again whenever it dies. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface LineToolOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  /** On its standard error: from now on it misses nothing. Without it, that is so once it runs. */
  readonly listeningLine?: RegExp;
  /** Monotonic. */
  readonly nowMs: () => number;
}

const shortestPauseMs = 1_000;
const longestPauseMs = 15_000;

export class LineTool {
  readonly #options: LineToolOptions;
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #listeningSince: number | undefined;
  #pauseMs = shortestPauseMs;
  #lastWords = 'has not begun to listen yet';

  constructor(options: LineToolOptions) {
    this.#options = options;
  }

  /** Since when it has heard everything; undefined while it does not. */
  get listeningSince(): number | undefined {
    return this.#listeningSince;
  }

  /** Why it does not listen. */
  get problem(): string {
    return `${this.#options.command}: ${this.#lastWords}`;
  }

  start(): void {
    const { command, args, env, listeningLine } = this.#options;
    const child = spawn(command, args, { env, shell: false, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    child.once('spawn', () => {
      if (listeningLine === undefined) this.#listen();
    });
    createInterface({ input: child.stdout }).on('line', this.#options.onLine);
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (listeningLine?.test(line) === true) this.#listen();
      else if (line.trim() !== '') this.#lastWords = line.trim();
    });
    child.once('error', (error) => this.#again(error.message));
    child.once('exit', () => this.#again(undefined));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#child?.kill('SIGKILL');
  }

  #listen(): void {
    this.#listeningSince = this.#options.nowMs();
    this.#lastWords = 'ended';
  }

  #again(problem: string | undefined): void {
    const { nowMs } = this.#options;
    // What listened for a while has died of something new; what never did would only burn the processor.
    const worked = this.#listeningSince !== undefined && nowMs() - this.#listeningSince > longestPauseMs;
    this.#pauseMs = worked ? shortestPauseMs : Math.min(this.#pauseMs * 2, longestPauseMs);
    this.#listeningSince = undefined;
    if (problem !== undefined) this.#lastWords = problem;
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(), this.#pauseMs);
  }
}
