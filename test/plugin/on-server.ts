/** The plugin against the API server of the tests: a namespace of its own, ClusterPivots with statuses, lines that are typed. */
import { inject } from 'vitest';
import type { PivotStatus } from '../../src/api/clusterpivot.ts';
import { connect } from '../../src/kube/connect.ts';
import { type PivotApi, servePivots } from '../api/pivot-on-server.ts';
import type { ControlPlaneAccess } from '../env/control-plane.ts';
import { type Ran, runLine, type TestShellOptions } from './test-shell.ts';

export interface OnServer {
  readonly namespace: string;
  readonly pivots: PivotApi;
  given(name: string, status: PivotStatus, spec?: object): Promise<void>;
  type(line: string, options?: TestShellOptions): Promise<Ran>;
  /** Of the stored object. */
  specOf(name: string): Promise<unknown>;
}

/** Whose current context is of this namespace. */
export function connecting(access: ControlPlaneAccess, namespace: string): NonNullable<TestShellOptions['connect']> {
  return ({ timeoutMs }) => ({
    client: connect(access, timeoutMs === undefined ? {} : { limits: { timeoutMs } }),
    namespace,
    contexts: ['tests'],
  });
}

export async function pluginOnServer(prefix: string): Promise<OnServer> {
  const pivots = await servePivots(prefix);
  const { namespace } = pivots;
  return {
    namespace,
    pivots,
    given: (name, status, spec = {}) => pivots.given(name, { clusterName: name, ...spec }, status),
    type: (line, options = {}) => runLine(line, { connect: connecting(inject('source'), namespace), ...options }),
    specOf: async (name) => (await pivots.get(name)).body.spec,
  };
}
