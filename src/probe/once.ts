/** Looks once, for a person: listens for a while, says what this host sees, and how it judges that. */
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from './args.ts';
import { judge } from './judge.ts';
import { KernelView } from './kernel-view.ts';
import type { RunTool } from './run-tool.ts';
import { sample } from './sampler.ts';
import { renderTable } from './table.ts';
import { Watchers } from './watchers.ts';

const exitCodes = { ready: 0, notReady: 1, unknown: 2 } as const;

export interface OnceOptions {
  readonly command: Extract<Command, { kind: 'once' }>;
  readonly env: Readonly<Record<string, string>>;
  readonly runTool: RunTool;
  readonly print: (text: string) => void;
}

/** Resolves to the exit code. */
export async function lookOnce({ command, env, runTool, print }: OnceOptions): Promise<number> {
  const { settings, listenSeconds, output, expect } = command;
  const nowMs = () => performance.now();
  const watchers = new Watchers({ settings, env, nowMs, onChange: () => undefined });
  const kernel = new KernelView({ subject: settings.subject, runTool, state: () => watchers.kernelState(), nowMs });
  const options = { settings, runTool, kernel, watchers, listPods: undefined };
  watchers.start();
  try {
    // Asked when somebody listens already, and heard before the second look.
    await delay(1_000);
    await watchers.askWhenDue(await sample(options));
    await delay((listenSeconds - 1) * 1_000);
    const facts = await sample(options);
    const judgement = judge(facts, settings.subject, expect);
    const json = () => JSON.stringify({ subject: settings.subject, facts, judgement }, null, 2);
    print(output === 'json' ? json() : renderTable(facts, settings.subject, judgement));
    return exitCodes[judgement.verdict];
  } finally {
    watchers.stop();
  }
}
