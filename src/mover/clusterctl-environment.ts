/** The environment of clusterctl: complete, so that nothing of the mover's own decides what it does. */

export interface EnvironmentWishes {
  readonly path: string | undefined;
  /** There is a repository of local files, so it must not ask the network for versions. */
  readonly offline: boolean;
  /** For the manifests of providers. */
  readonly variables?: Readonly<Record<string, string>>;
}

export function clusterctlEnvironment({
  path,
  offline,
  variables = {},
}: EnvironmentWishes): Readonly<Record<string, string>> {
  return {
    // First, so that none can take the place of what follows.
    ...variables,
    PATH: path ?? '/usr/local/bin:/usr/bin:/bin',
    // The only writable folder of the Pod that is not clusterctl's repository.
    HOME: '/tmp',
    XDG_CONFIG_HOME: '/tmp',
    CLUSTERCTL_DISABLE_VERSIONCHECK: 'true',
    ...(offline ? { GOPROXY: 'off' } : {}),
  };
}
