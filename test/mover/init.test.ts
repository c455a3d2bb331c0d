import { describe, expect, it } from 'vitest';
import type { InitCommand } from '../../src/mover/args.ts';
import { clusterctlEnvironment } from '../../src/mover/clusterctl-environment.ts';
import { type Heard, hear, nothingHeard } from '../../src/mover/clusterctl-output.ts';
import { initArgv, initDeadlineSeconds, initResult } from '../../src/mover/init.ts';
import type { Ending } from '../../src/mover/run-clusterctl.ts';
import { heardOf } from './heard-of.ts';

const command: InitCommand = {
  kind: 'init',
  kubeconfig: '/c/target.kubeconfig',
  config: undefined,
  repository: undefined,
  variables: undefined,
  providers: [{ flag: 'infrastructure', name: 'metal3', version: 'v1.14.0' }],
  waitTimeoutSeconds: 1440,
};
const kubeadm = { name: 'kubeadm', version: 'v1.14.2' };

describe('initArgv', () => {
  it('asks for one missing provider and for nothing by default', () => {
    expect(initArgv(command)).toEqual([
      'init',
      '--kubeconfig=/c/target.kubeconfig',
      '--bootstrap=-',
      '--control-plane=-',
      '--infrastructure=metal3:v1.14.0',
      '--wait-providers',
      '--wait-provider-timeout=1440',
    ]);
  });

  it('groups providers by type, in a fixed order', () => {
    const providers = [
      ...command.providers,
      { flag: 'ipam', name: 'metal3', version: 'v1.14.0' },
      { flag: 'bootstrap', ...kubeadm },
      { flag: 'bootstrap', name: 'rke2', version: 'v0.20.0' },
      { flag: 'control-plane', ...kubeadm },
      { flag: 'addon', name: 'helm', version: 'v0.4.0' },
      { flag: 'runtime-extension', name: 'nutanix', version: 'v1.7.0' },
      { flag: 'core', name: 'cluster-api', version: 'v1.14.2' },
    ] as const;
    expect(initArgv({ ...command, config: '/config/clusterctl.yaml', providers })).toEqual([
      'init',
      '--kubeconfig=/c/target.kubeconfig',
      '--config=/config/clusterctl.yaml',
      '--core=cluster-api:v1.14.2',
      '--bootstrap=kubeadm:v1.14.2,rke2:v0.20.0',
      '--control-plane=kubeadm:v1.14.2',
      '--infrastructure=metal3:v1.14.0',
      '--ipam=metal3:v1.14.0',
      '--runtime-extension=nutanix:v1.7.0',
      '--addon=helm:v0.4.0',
      '--wait-providers',
      '--wait-provider-timeout=1440',
    ]);
  });

  it('leaves clusterctl time to name what is not ready', () => {
    expect(initDeadlineSeconds(command)).toBe(1470);
  });
});

describe('clusterctlEnvironment', () => {
  const always = {
    PATH: '/bin',
    HOME: '/tmp',
    XDG_CONFIG_HOME: '/tmp',
    CLUSTERCTL_DISABLE_VERSIONCHECK: 'true',
  };

  it('lets clusterctl find versions where there is no repository of files', () => {
    expect(clusterctlEnvironment({ path: '/bin', offline: false })).toEqual(always);
  });

  it('keeps it off the network where there is one', () => {
    expect(clusterctlEnvironment({ path: '/bin', offline: true })).toEqual({ ...always, GOPROXY: 'off' });
  });

  it('gives it the variables for manifests, none of which takes the place of what it goes by', () => {
    const variables = { CLUSTER_TOPOLOGY: 'true', HOME: '/elsewhere' };
    expect(clusterctlEnvironment({ path: '/bin', offline: false, variables })).toEqual({
      CLUSTER_TOPOLOGY: 'true',
      ...always,
    });
  });
});

describe('initResult', () => {
  const lines = ['Fetching providers', 'Waiting for providers to be available...'];
  const heard = heardOf(lines);
  const ended = (by: 'itself' | 'deadline' | 'stop', code: number | null, signal: string | null): Ending => ({
    kind: 'ended',
    by,
    code,
    signal,
  });

  interface Case {
    readonly when: string;
    readonly ending: Ending;
    readonly message: string;
    readonly said?: Heard;
    readonly outcome?: 'installed';
  }

  it.each<Case>([
    {
      outcome: 'installed',
      when: 'it succeeded',
      ending: ended('itself', 0, null),
      message: 'clusterctl init installed infrastructure metal3 v1.14.0',
    },
    {
      outcome: 'installed',
      when: 'it succeeded just before the deadline',
      ending: ended('deadline', 0, null),
      message: 'clusterctl init installed infrastructure metal3 v1.14.0',
    },
    {
      when: 'it ended with an error',
      ending: ended('itself', 1, null),
      said: hear(heard, 'Error: deployment "capm3-controller-manager" is not ready after 24m0s', 0),
      message: 'clusterctl init failed: deployment "capm3-controller-manager" is not ready after 24m0s',
    },
    {
      when: 'the deadline passed',
      ending: ended('deadline', null, 'SIGKILL'),
      message: 'clusterctl init did not end in time; it last said: Waiting for providers to be available...',
    },
    {
      when: 'the mover was asked to stop',
      ending: ended('stop', null, 'SIGKILL'),
      message: 'the mover was asked to stop before clusterctl init had ended',
    },
    {
      when: 'the kernel ended it',
      ending: ended('itself', null, 'SIGKILL'),
      message: 'clusterctl init was ended by SIGKILL; it last said: Waiting for providers to be available...',
    },
    {
      when: 'it ended without a word',
      ending: ended('itself', 3, null),
      said: nothingHeard,
      message: 'clusterctl init exited with code 3; it said nothing',
    },
    {
      when: 'there is no clusterctl',
      ending: { kind: 'not-started', message: 'spawn ENOENT' },
      message: 'clusterctl init could not be started: spawn ENOENT',
    },
  ])('when $when', ({ outcome = 'failed', ending, said = heard, message }) => {
    expect(initResult(command, said, ending)).toEqual({ outcome, message });
  });
});
