/** The probe with everything it looks with, put together: only where its reports go is left open. */
import { randomUUID } from 'node:crypto';
import { uptime } from 'node:os';
import type { ProbeReport } from '../api/probe-report.ts';
import { systemClock } from '../kube/clock.ts';
import { KernelView } from './kernel-view.ts';
import { Probe } from './probe.ts';
import { toolRunner } from './run-tool.ts';
import { sample } from './sampler.ts';
import type { Settings } from './settings.ts';
import type { ProbeState } from './state-file.ts';
import { Watchers } from './watchers.ts';

export interface WorkOptions {
  readonly settings: Settings;
  readonly node: string;
  /** Environment of the tools. */
  readonly env: Readonly<Record<string, string>>;
  /** The PodList of Ironic's namespace on this node; undefined: there is no cluster to ask. */
  readonly listPods: (() => Promise<unknown>) | undefined;
  readonly publish: (report: ProbeReport) => Promise<void>;
  readonly note: (state: ProbeState) => void;
  readonly log: (message: string) => void;
  readonly stop: AbortSignal;
}

/** Resolves once `stop` is aborted and the last round has ended. */
export async function workAsProbe({ env, listPods, stop, settings, ...options }: WorkOptions): Promise<void> {
  const nowMs = () => systemClock.monotonic();
  const runTool = toolRunner(env);
  const watchers = new Watchers({ settings, env, nowMs, onChange: () => probe.wake() });
  const kernel = new KernelView({ subject: settings.subject, runTool, state: () => watchers.kernelState(), nowMs });
  const probe = new Probe({
    ...options,
    settings,
    incarnation: randomUUID(),
    clock: systemClock,
    sample: () => sample({ settings, runTool, kernel, watchers, listPods }),
    onFacts: (facts) => watchers.askWhenDue(facts),
    uptime,
  });
  stop.addEventListener('abort', () => probe.stop(), { once: true });
  watchers.start();
  try {
    await probe.run();
  } finally {
    watchers.stop();
  }
}
