/** Is every host to Ironic what it is to the Bare Metal Operator? Asked of the Ironics, not of who drives them. */
import type { KubeObject } from '../../src/api/kube-object.ts';
import { disagreement, type IronicNode, nodeName } from '../ironic-nodes.ts';
import type { Finding } from './finding.ts';
import { nameOf } from './snapshot.ts';

/** Of the source's Ironic before and of the target's after the pivot; undefined: it did not answer. */
export interface IronicEvidence {
  readonly before: readonly IronicNode[] | undefined;
  readonly after: readonly IronicNode[] | undefined;
}

function stateIn(nodes: readonly IronicNode[] | undefined, host: KubeObject): string {
  return nodes?.find(({ name }) => name === nodeName(host))?.provision_state ?? 'not registered';
}

/** `hosts` are those of before, as they shall be after. */
export function ironicFindings({ before, after }: IronicEvidence, hosts: readonly KubeObject[]): readonly Finding[] {
  if (after === undefined) {
    return [{ kind: 'not proven', subject: 'Ironic of the target', evidence: ['it does not answer'] }];
  }
  const nodes = new Map(after.map((node) => [node.name, node]));
  return hosts.flatMap((host) => {
    const [was, is] = [stateIn(before, host), stateIn(after, host)];
    const why =
      disagreement(host, nodes.get(nodeName(host))) ?? (was === is ? undefined : `it was ${was}, it is ${is}`);
    return why === undefined ? [] : [{ kind: 'not as it was in Ironic', subject: nameOf(host), evidence: [why] }];
  });
}
