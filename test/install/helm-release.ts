/** The chart as a release in a cluster, by the real helm. */
import { ensureBinaries } from '../../testbed/binaries.ts';
import { run } from '../../testbed/command.ts';
import { chartFolder, releaseNamespace } from './rendered.ts';

const release = 'clusterpivot';

export interface HelmRelease {
  /** `values` as `--set` takes them. */
  install(...values: readonly string[]): Promise<string>;
  upgrade(...values: readonly string[]): Promise<string>;
  test(): Promise<string>;
  uninstall(): Promise<string>;
  /** Makes a release deployed again that Helm takes for half uninstalled: docs/install.md. */
  rollBackToItself(): Promise<string>;
  status(): Promise<string>;
}

/** `patience`: whether helm waits until everything works, and for how long. */
export async function helmRelease(kubeconfigPath: string, patience: readonly string[]): Promise<HelmRelease> {
  const { helm } = await ensureBinaries(['helm']);
  const helmOf = async (command: string, ...argv: readonly string[]) =>
    run([helm, command, release, ...argv, `--namespace=${releaseNamespace}`, `--kubeconfig=${kubeconfigPath}`]);
  const set = (values: readonly string[]) => values.map((value) => `--set=${value}`);
  return {
    install: (...values) => helmOf('install', chartFolder, ...set(values), ...patience),
    upgrade: (...values) => helmOf('upgrade', chartFolder, '--reuse-values', ...set(values), ...patience),
    test: () => helmOf('test', '--logs'),
    uninstall: () => helmOf('uninstall', '--timeout=3m'),
    rollBackToItself: async () => {
      const history = await helmOf('history', '--max=1', '--output=json');
      const [last] = JSON.parse(history) as readonly { readonly revision: number }[];
      return helmOf('rollback', String(last?.revision));
    },
    status: () => helmOf('status'),
  };
}
