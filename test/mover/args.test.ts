import { describe, expect, it } from 'vitest';
import { readArguments } from '../../src/mover/args.ts';

const init = ['init', '--kubeconfig=/c/target.kubeconfig', '--wait-timeout-seconds=1440'];
const core = '--provider=core/cluster-api:v1.14.2';
const copy = [
  'copy',
  '--from-kubeconfig=/c/source.kubeconfig',
  '--to-kubeconfig=/c/target.kubeconfig',
  '--namespace=metal3',
  '--deadline-seconds=3600',
];
const without = (args: readonly string[], flag: string) => args.filter((arg) => !arg.startsWith(`--${flag}=`));

describe('readArguments', () => {
  it('reads what the init Job passes', () => {
    const command = readArguments([
      ...init,
      '--config=/config/clusterctl.yaml',
      '--repository=/config/repository.tar.gz',
      '--variables=/secrets/variables.json',
      core,
      '--provider=infrastructure/metal3:v1.12.0-rc.1',
    ]);
    expect(command).toEqual({
      kind: 'init',
      kubeconfig: '/c/target.kubeconfig',
      config: '/config/clusterctl.yaml',
      repository: '/config/repository.tar.gz',
      variables: '/secrets/variables.json',
      providers: [
        { flag: 'core', name: 'cluster-api', version: 'v1.14.2' },
        { flag: 'infrastructure', name: 'metal3', version: 'v1.12.0-rc.1' },
      ],
      waitTimeoutSeconds: 1440,
    });
  });

  it('reads what the copy Job passes', () => {
    expect(readArguments(copy)).toEqual({
      kind: 'copy',
      fromKubeconfig: '/c/source.kubeconfig',
      toKubeconfig: '/c/target.kubeconfig',
      namespace: 'metal3',
      deadlineSeconds: 3600,
      silenceSeconds: 600,
    });
  });

  it('reads for how long clusterctl may be silent', () => {
    expect(readArguments([...copy, '--silence-seconds=240'])).toMatchObject({ silenceSeconds: 240 });
  });

  it.each([
    ['no command', [], 'the first argument must be init or copy, not ""'],
    ['another command', ['move'], 'the first argument must be init or copy, not "move"'],
    ['a flag of nobody', [...copy, '--dry-run'], "Unknown option '--dry-run'"],
    ['a flag of the other command', [...copy, core], "Unknown option '--provider'"],
    ['a bare argument', [...copy, 'delete'], "Unexpected argument 'delete'"],
    ['a missing kubeconfig', without(copy, 'to-kubeconfig'), '--to-kubeconfig is required'],
    ['an empty kubeconfig', [...copy, '--to-kubeconfig='], '--to-kubeconfig must not be empty'],
    ['a missing namespace', without(copy, 'namespace'), '--namespace is required'],
    ['an empty namespace', [...copy, '--namespace='], '--namespace must be the name of a namespace'],
    ['a flag as namespace', [...copy, '--namespace=--all'], '--namespace must be the name of a namespace'],
    ['no seconds', [...copy, '--deadline-seconds=0'], '--deadline-seconds must be a whole number of seconds'],
    ['a fraction', [...copy, '--deadline-seconds=1.5'], '--deadline-seconds must be a whole number of seconds'],
    ['more than a week', [...copy, '--deadline-seconds=604801'], '--deadline-seconds must be a whole number'],
    ['no silence at all', [...copy, '--silence-seconds=0'], '--silence-seconds must be a whole number of seconds'],
    ['silence while installing', [...init, '--silence-seconds=240'], "Unknown option '--silence-seconds'"],
    ['no provider', init, '--provider is required'],
    ['an unknown type', [...init, '--provider=Core/cluster-api:v1.14.2'], '--provider must be <type>/<name>:<version>'],
    ['no version', [...init, '--provider=core/cluster-api'], '--provider must be <type>/<name>:<version>'],
    ['two in one', [...init, '--provider=ipam/a:v1.0.0,b:v1.0.0'], '--provider must be <type>/<name>:<version>'],
    ['two core providers', [...init, core, core], '--provider must not name two core providers'],
  ])('refuses %s', (_, args, problem) => {
    expect(() => readArguments(args)).toThrow(problem);
  });

  it('names every problem at once', () => {
    expect(() => readArguments(['copy', '--namespace=A'])).toThrow(
      '--from-kubeconfig is required; --to-kubeconfig is required; ' +
        '--namespace must be the name of a namespace; --deadline-seconds is required',
    );
  });
});
