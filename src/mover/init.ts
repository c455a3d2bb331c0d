/** `clusterctl init`: how it is called for the providers that the target lacks, and what its end means. */
import type { MoverResult } from '../api/mover-result.ts';
import { type InitCommand, type ProviderArgument, providerFlags } from './args.ts';
import type { Heard } from './clusterctl-output.ts';
import { failureText } from './ending-text.ts';
import type { Ending } from './run-clusterctl.ts';

/** clusterctl's own timeout names the Deployment that is not ready, so ours comes later. */
const graceSeconds = 30;

export function initDeadlineSeconds({ waitTimeoutSeconds }: InitCommand): number {
  return waitTimeoutSeconds + graceSeconds;
}

export function initArgv({ kubeconfig, config, providers, waitTimeoutSeconds }: InitCommand): readonly string[] {
  return [
    'init',
    `--kubeconfig=${kubeconfig}`,
    ...(config === undefined ? [] : [`--config=${config}`]),
    ...providerFlags.flatMap((flag) => providerArgument(flag, providers)),
    '--wait-providers',
    `--wait-provider-timeout=${waitTimeoutSeconds}`,
  ];
}

function providerArgument(flag: ProviderArgument['flag'], providers: readonly ProviderArgument[]): readonly string[] {
  const wanted = providers
    .filter((provider) => provider.flag === flag)
    .map(({ name, version }) => `${name}:${version}`);
  if (wanted.length > 0) return [`--${flag}=${wanted.join(',')}`];
  // In a cluster without a core provider clusterctl adds the newest kubeadm to what it is asked for, unless told "-".
  return flag === 'bootstrap' || flag === 'control-plane' ? [`--${flag}=-`] : [];
}

export function initResult({ providers }: InitCommand, heard: Heard, ending: Ending): MoverResult {
  const failed = (message: string): MoverResult => ({ outcome: 'failed', message });
  // It may have been done just when we meant to end it.
  if (ending.kind === 'ended' && ending.code === 0) {
    const names = providers.map(({ flag, name, version }) => `${flag} ${name} ${version}`);
    return { outcome: 'installed', message: `clusterctl init installed ${names.join(', ')}` };
  }
  if (ending.kind === 'ended' && ending.by === 'stop') {
    return failed('the mover was asked to stop before clusterctl init had ended');
  }
  if (ending.kind === 'ended' && ending.by === 'deadline') {
    return failed(`clusterctl init did not end in time; it last said: ${heard.lastLine ?? 'nothing'}`);
  }
  return failed(failureText('clusterctl init', heard, ending));
}
