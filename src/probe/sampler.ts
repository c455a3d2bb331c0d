/** One round of looking: every fact by itself, so that one that cannot be had costs no other. */
import type { Facts } from '../api/probe-report.ts';
import { observeApi, observeImage } from './ironic-api.ts';
import { readIronicPods } from './ironic-pods.ts';
import type { KernelView } from './kernel-view.ts';
import { observeListeners } from './listeners.ts';
import { neighbourCall, readNeighbours } from './neighbours.ts';
import { complaint, type RunTool } from './run-tool.ts';
import type { Settings } from './settings.ts';
import type { Watchers } from './watchers.ts';

export interface SamplerOptions {
  readonly settings: Settings;
  readonly runTool: RunTool;
  readonly kernel: KernelView;
  readonly watchers: Pick<Watchers, 'wire' | 'heldChanges'>;
  /** The PodList of Ironic's namespace on this node; undefined: there is no cluster to ask. */
  readonly listPods: (() => Promise<unknown>) | undefined;
}

export async function sample(options: SamplerOptions): Promise<Facts> {
  const { settings, kernel, watchers, listPods } = options;
  const { subject } = settings;
  const problems: Record<string, string> = {};
  const attempt = async <T>(name: string, observe: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await observe();
    } catch (error) {
      problems[name] = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  };
  const [network, held, answers, listeners, api, image, pods] = await Promise.all([
    attempt('link', () => kernel.interface()),
    attempt('held', () => kernel.holders()),
    attempt('answers', () => observeAnswers(options)),
    attempt('listeners', () => observeListeners([subject.apiPort, subject.imagePort])),
    attempt('api', () => observeApi(settings)),
    attempt('image', () => observeImage(settings)),
    listPods && attempt('pods', async () => [...readIronicPods(await listPods())]),
  ]);
  const wire = await attempt('wire', () => watchers.wire());
  const heldChanges = await attempt('heldChanges', () => watchers.heldChanges());
  return {
    ...network,
    ...(held === undefined ? {} : { held }),
    ...(heldChanges === undefined ? {} : { heldChanges }),
    ...(answers === undefined ? {} : { answers: [...answers] }),
    ...(wire === undefined ? {} : { wire }),
    ...(listeners === undefined ? {} : { listeners }),
    ...(api === undefined ? {} : { api }),
    ...(image === undefined ? {} : { image }),
    ...(pods === undefined ? {} : { pods }),
    problems,
  };
}

async function observeAnswers({ runTool, settings }: SamplerOptions) {
  const call = neighbourCall(settings.subject);
  const output = await runTool(call);
  const macs = readNeighbours(output);
  if (macs === undefined) throw new Error(complaint(output, call.command));
  return macs;
}
