/** Which cluster does a person mean? Reads kubeconfigs as kubectl does: a flag, KUBECONFIG with several files, ~/.kube/config. */
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import type { ClusterClient } from './cluster-client.ts';
import { type ConnectOptions, connectWith } from './connect.ts';
import { PooledKubeConfig } from './pooled-config.ts';

/** The files are the person's own, so they may name other files and run credential plugins. */
export interface KubeconfigChoice {
  /** Nothing else is read then. */
  readonly file?: string | undefined;
  /** The current one unless told. */
  readonly context?: string | undefined;
  /** The value of KUBECONFIG: files, of which the first that says something is right. */
  readonly files?: string | undefined;
}

export interface Connected {
  readonly client: ClusterClient;
  /** Of the context; `default` when it has none. */
  readonly namespace: string;
  /** Names of all contexts that could be chosen. */
  readonly contexts: readonly string[];
}

/** Nothing is sent yet. Throws an Error that says what is missing in which kubeconfig. */
export function connectAsUser(choice: KubeconfigChoice, options: ConnectOptions = {}): Connected {
  const config = load(choice);
  if (choice.context !== undefined) config.setCurrentContext(choice.context);
  const context = config.getContextObject(config.getCurrentContext());
  if (context === null) throw new Error(noContext(config, choice));
  return {
    client: connectWith(config, options),
    namespace: context.namespace ?? 'default',
    contexts: config.getContexts().map(({ name }) => name),
  };
}

function load({ file, files }: KubeconfigChoice): PooledKubeConfig {
  const config = new PooledKubeConfig();
  if (file !== undefined) config.loadFromFile(file);
  else if (files !== undefined && files !== '') merge(config, files);
  else loadUsual(config);
  return config;
}

/** As kubectl merges: a file that is not there is none, and of two entries of the same name the first counts. */
function merge(config: PooledKubeConfig, files: string): void {
  const paths = files.split(delimiter).filter((path) => path !== '' && existsSync(path));
  if (paths.length === 0) throw new Error(`none of the files that KUBECONFIG names exists: ${files}`);
  for (const path of paths) {
    const next = new PooledKubeConfig();
    next.loadFromFile(path);
    const isNew =
      (known: readonly { readonly name: string }[]) =>
      ({ name }: { readonly name: string }) =>
        !known.some((entry) => entry.name === name);
    next.clusters = next.clusters.filter(isNew(config.clusters ?? []));
    next.users = next.users.filter(isNew(config.users ?? []));
    next.contexts = next.contexts.filter(isNew(config.contexts ?? []));
    config.mergeConfig(next, Boolean(config.currentContext));
  }
}

/** The library ends with a server that nobody runs any more. */
function loadUsual(config: PooledKubeConfig): void {
  config.loadFromDefault();
  if (config.getCurrentCluster()?.server === 'http://localhost:8080') {
    throw new Error('there is no kubeconfig: name one with --kubeconfig or in KUBECONFIG, or put it at ~/.kube/config');
  }
}

function noContext(config: PooledKubeConfig, { context, file }: KubeconfigChoice): string {
  const where = file === undefined ? 'the kubeconfig' : `kubeconfig ${file}`;
  const names = config.getContexts().map(({ name }) => name);
  const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
  if (context !== undefined) return `${where} has no context ${context}; ${known}`;
  const current = config.getCurrentContext();
  const says = current ? `its current context ${current} is not there` : 'it has no current context';
  return `${where} cannot be used: ${says} (${known}); choose one with --context`;
}
