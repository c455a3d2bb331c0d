/** What a command needs of the process and the terminal that it runs in: the edge of the plugin. */
import type { Clock } from '../kube/clock.ts';
import type { Connected, KubeconfigChoice } from '../kube/users-kubeconfig.ts';

/** A picture that is drawn again in the same place. */
export interface Picture {
  show(lines: readonly string[]): void;
  /** Leaves the last one standing. */
  done(): void;
}

export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** As wide and high as it is now. */
  readonly columns: number;
  readonly rows: number;
  /** Not with NO_COLOR, nor where there is no terminal. */
  readonly colours: boolean;
}

export interface ConnectRequest extends Omit<KubeconfigChoice, 'files'> {
  /** For one request. */
  readonly timeoutMs: number | undefined;
}

export interface Shell {
  readonly argv: readonly string[];
  readonly clock: Clock;
  readonly out: Output;
  readonly err: Output;
  openPicture(): Picture;
  /** Nothing is sent yet; throws when there is no such kubeconfig. */
  connect(request: ConnectRequest): Connected;
  /** What a person answers; undefined when nobody sits there. */
  ask(question: string): Promise<string | undefined>;
  /** `-`: standard input. */
  readFile(path: string): Promise<string>;
  /** `-`: standard output. */
  writeFile(path: string, content: Uint8Array): Promise<void>;
  /** Aborted by Ctrl-C; only for commands that ask for it, Ctrl-C ends all others at once, as ever. */
  interruption(): AbortSignal;
}

export function print({ out }: Pick<Shell, 'out'>, ...lines: readonly string[]): void {
  out.write(lines.map((line) => `${line}\n`).join(''));
}

/** What is not the answer itself: hints and progress. */
export function remark({ err }: Pick<Shell, 'err'>, line: string): void {
  err.write(`${line}\n`);
}
