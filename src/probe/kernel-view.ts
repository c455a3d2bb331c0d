/** What the kernel says of the interface and of the endpoint's address, asked again only when something may have changed. */
import type { Facts } from '../api/probe-report.ts';
import { holderArguments, interfaceArguments, isMissingInterface, readHolders, readInterface } from './ip-addresses.ts';
import { complaint, type RunTool } from './run-tool.ts';
import type { Subject } from './settings.ts';

export interface KernelViewOptions {
  readonly subject: Subject;
  readonly runTool: RunTool;
  /** Names the state of all links and addresses; undefined: nobody watches them. */
  readonly state: () => string | undefined;
  /** Monotonic. */
  readonly nowMs: () => number;
}

interface Remembered {
  readonly state: string;
  readonly atMs: number;
  readonly answer: unknown;
}

/** iproute2 asks the kernel; what takes longer hangs. */
const timeoutMs = 2_000;
/** An event could be lost in a full buffer. */
const trustMs = 30_000;

/** A program started twice in every round would be most of what the probe costs. */
export class KernelView {
  readonly #options: KernelViewOptions;
  readonly #remembered = new Map<string, Remembered>();

  constructor(options: KernelViewOptions) {
    this.#options = options;
  }

  interface(): Promise<Required<Pick<Facts, 'link' | 'addresses'>>> {
    const { subject, runTool } = this.#options;
    return this.#once('interface', async () => {
      const output = await runTool({ command: 'ip', args: interfaceArguments(subject.interface), timeoutMs });
      if (output.code === 0) return readInterface(output.stdout);
      if (isMissingInterface(output.stderr)) return readInterface('');
      throw new Error(complaint(output, 'ip'));
    });
  }

  holders(): Promise<NonNullable<Facts['held']>> {
    const { subject, runTool } = this.#options;
    return this.#once('holders', async () => {
      const output = await runTool({ command: 'ip', args: holderArguments(subject.address), timeoutMs });
      if (output.code !== 0) throw new Error(complaint(output, 'ip'));
      return readHolders(output.stdout, subject.address);
    });
  }

  async #once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const { state, nowMs } = this.#options;
    // Taken before the kernel is asked: what changes meanwhile makes the answer an old one.
    const [asked, atMs] = [state(), nowMs()];
    const known = this.#remembered.get(question);
    if (asked !== undefined && known?.state === asked && atMs - known.atMs < trustMs) return known.answer as T;
    const answer = await ask();
    if (asked !== undefined) this.#remembered.set(question, { state: asked, atMs, answer });
    return answer;
  }
}
