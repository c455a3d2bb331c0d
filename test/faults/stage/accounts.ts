/** Who is who on the stage: a name for each in the audit logs, and the credentials that go with it. */
import type { KubeObject } from '../../../src/api/kube-object.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { connect } from '../../../src/kube/connect.ts';
import { buildKubeconfig } from '../../../src/kube/kubeconfig-parts.ts';
import type { ControlPlane, ControlPlaneAccess } from '../../env/control-plane.ts';
import { ownNamespace } from './operator-process.ts';

export interface Account {
  readonly namespace: string;
  readonly name: string;
}

export const operatorAccount: Account = { namespace: ownNamespace, name: 'clusterpivot-operator' };
/** Whom the kubeconfig of the target belongs to, which only the operator uses here. */
export const targetAccount: Account = { namespace: 'kube-system', name: 'owner-of-the-target' };

export function userOf({ namespace, name }: Account): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

const monthSeconds = 30 * 24 * 3600;

/** A kubeconfig (YAML) that leads to `server` with a token of the account. */
export async function kubeconfigOf(
  admin: ClusterClient,
  account: Account,
  { server, caData }: Pick<ControlPlaneAccess, 'server' | 'caData'>,
): Promise<string> {
  const { token } = await admin.requestToken(account, monthSeconds);
  return buildKubeconfig({ server, caData, token });
}

/** An administrator with a name of its own, for a program of the stage. */
export async function connectAs({ access, authority }: ControlPlane, user: string): Promise<ClusterClient> {
  const { certificate, key } = await authority.client(user, ['system:masters']);
  const { server, caData } = access;
  return connect({ server, caData, clientCertificateData: certificate, clientKeyData: key });
}

/** The account of the target's kubeconfig, an administrator as Cluster API's is. */
export function targetAccountObjects(): readonly KubeObject[] {
  const { namespace, name } = targetAccount;
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', namespace, name }],
    },
  ];
}
