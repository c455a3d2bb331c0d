/** Which variables a user may give clusterctl, shared by the operator, which refuses others early, and the mover. */

const variableName = /^[A-Za-z_][A-Za-z0-9_]{0,252}$/;

/** What clusterctl's own process goes by: no variable of a manifest, and not for a user of the ClusterPivot to choose. */
const reserved =
  /^(PATH|HOME|KUBECONFIG|GOPROXY|GODEBUG|GOTRACEBACK|SSL_CERT_.*|LD_.*|XDG_.*|CLUSTERCTL_.*|.*_PROXY)$/i;

/** Why `name` cannot be a variable; undefined when it can. */
export function variableProblem(name: string): string | undefined {
  if (!variableName.test(name)) return 'is not the name of a variable (letters, digits and underscores)';
  return reserved.test(name) ? 'is reserved for clusterctl itself' : undefined;
}
