/** What each oracle is there to find, made up in the evidence of a run in which it did not happen. */
import { capiPausedAnnotation, hostPausedAnnotation, pivotUidLabel } from '../../../src/api/marks.ts';
import { clusterRoleBindings, jobs, leases, namespaces, secrets } from '../../../src/api/resources.ts';
import { objectOf } from '../../controller/minimal-crds.ts';
import { ownNamespace } from '../stage/operator-process.ts';
import { namespace } from '../world/names.ts';
import { ask, bringBack, change, changeAround, cutOff, leave, lose, say, type Tamper } from './tamper.ts';

export interface Sabotage {
  readonly what: string;
  readonly of: 'completed' | 'undone';
  readonly tamper: Tamper;
  readonly finds: RegExp;
}

const copier = 'system:serviceaccount:clusterpivot-system:clusterpivot-copy';
const ours = { labels: { [pivotUidLabel]: 'uid' } };
const inOwn = { namespace: ownNamespace, ...ours };

/** Every host, Machine and Cluster has this. */
const unpaused = { metadata: { annotations: {}, uid: 'another', resourceVersion: '1' } };
const deprovisioning = { metadata: { resourceVersion: '1' }, status: { provisioning: { state: 'deprovisioning' } } };

export const sabotages: readonly Sabotage[] = [
  {
    what: 'an object was lost',
    of: 'completed',
    tamper: lose('target', 'Machine prod-workers-0'),
    finds: /^lost: Machine metal3\/prod-workers-0$/m,
  },
  {
    what: 'an object was changed',
    of: 'completed',
    tamper: change('target', 'HostFirmwareSettings host-0', { spec: { settings: { LogicalProc: 'Enabled' } } }),
    finds: /^changed: HostFirmwareSettings metal3\/host-0$/m,
  },
  {
    what: 'an original was not deleted',
    of: 'completed',
    tamper: bringBack('source', 'IPPool provisioning'),
    finds: /^left in the source: IPPool metal3\/provisioning$/m,
  },
  {
    what: 'a host began to be deprovisioned',
    of: 'completed',
    tamper: ask({ side: 'source', verb: 'update', object: 'BareMetalHost host-1', patch: deprovisioning }),
    finds: /^deprovisioned: BareMetalHost metal3\/host-1$/m,
  },
  {
    what: 'a host was inspected again',
    of: 'completed',
    tamper: change('target', 'BareMetalHost host-2', {
      status: { operationHistory: { inspect: { start: '2026-02-02T02:02:02Z' } } },
    }),
    finds: /^re-inspected: BareMetalHost metal3\/host-2$/m,
  },
  {
    what: 'a host was imaged again, as its operator said',
    of: 'completed',
    tamper: say('target', 'host-0', 'provisioning image to host'),
    finds: /^re-imaged: BareMetalHost metal3\/host-0$/m,
  },
  {
    what: 'a host is not back',
    of: 'completed',
    tamper: ask({
      side: 'target',
      verb: 'update',
      object: 'BareMetalHost host-1',
      patch: { ...unpaused, status: { poweredOn: false } },
      last: true,
    }),
    finds: /^not restored: BareMetalHost metal3\/host-1$/m,
  },
  {
    what: 'evidence is missing',
    of: 'completed',
    tamper: cutOff('target'),
    finds: /^not proven: Cluster metal3\/prod$/m,
  },
  {
    what: 'a host had two live writers',
    of: 'completed',
    tamper: ask({ side: 'target', verb: 'create', object: 'BareMetalHost host-0', patch: unpaused }),
    finds: /^two live writers: BareMetalHost metal3\/host-0$/m,
  },
  {
    what: 'a Machine was made anew',
    of: 'completed',
    tamper: ask({
      side: 'target',
      verb: 'create',
      object: 'Machine prod-workers-0',
      patch: { metadata: { name: 'prod-workers-9' } },
    }),
    finds: /^machine replaced: Machine metal3\/prod-workers-9$/m,
  },
  {
    what: 'an original was deleted before the commit',
    of: 'completed',
    tamper: ask({ side: 'source', verb: 'delete', object: 'Machine prod-workers-1' }),
    finds: /^deleted before the commit: Machine metal3\/prod-workers-1$/m,
  },
  {
    what: 'the copier wrote what it only had to read',
    of: 'completed',
    tamper: ask({ side: 'source', verb: 'patch', object: 'Machine prod-workers-1', user: copier }),
    finds: /^written by the copier: machines metal3\/prod-workers-1$/m,
  },
  {
    what: 'a Cluster was looked after in both clusters',
    of: 'completed',
    tamper: ask({ side: 'target', verb: 'create', object: 'Cluster prod', patch: unpaused }),
    finds: /^Cluster metal3\/prod was unpaused in the target at .*, as it was in the other cluster$/m,
  },
  {
    what: 'a Cluster was unpaused in the target before the commit',
    of: 'undone',
    tamper: ask({ side: 'target', verb: 'create', object: 'Cluster prod', patch: unpaused }),
    finds: /^Cluster metal3\/prod was unpaused in the target at .*, before the commit$/m,
  },
  {
    what: 'a pause was left on a host',
    of: 'completed',
    tamper: change('target', 'BareMetalHost host-3', { metadata: { annotations: { [hostPausedAnnotation]: 'x' } } }),
    finds: /^BareMetalHost metal3\/host-3 in the target carries the annotation baremetalhost.metal3.io\/paused$/m,
  },
  {
    what: 'a ClusterClass was left paused',
    of: 'undone',
    tamper: change('source', 'ClusterClass bare-metal', { metadata: { annotations: { [capiPausedAnnotation]: '' } } }),
    finds: /^ClusterClass metal3\/bare-metal in the source carries the annotation cluster.x-k8s.io\/paused$/m,
  },
  {
    what: 'a Secret with a token was left',
    of: 'completed',
    tamper: leave('source', objectOf(secrets, { name: 'cpv-1-copy-1', ...inOwn })),
    finds: /^Secret clusterpivot-system\/cpv-1-copy-1 in the source is ours$/m,
  },
  {
    what: 'the binding of a role was left',
    of: 'completed',
    tamper: leave('target', objectOf(clusterRoleBindings, { name: 'cpv-1-copy', ...ours })),
    finds: /^ClusterRoleBinding cpv-1-copy in the target is ours$/m,
  },
  {
    what: 'a Job that has not failed was left',
    of: 'undone',
    tamper: leave('source', objectOf(jobs, { name: 'cpv-1-copy-1', ...inOwn })),
    finds: /^Job clusterpivot-system\/cpv-1-copy-1 in the source is ours$/m,
  },
  {
    what: 'a Lease was left',
    of: 'completed',
    tamper: leave('target', objectOf(leases, { name: 'pivot.metal3.io', namespace: 'kube-system' })),
    finds: /^Lease kube-system\/pivot.metal3.io in the target is new$/m,
  },
  {
    what: 'a Deployment has another number of replicas than without faults',
    of: 'completed',
    tamper: changeAround('target', 'Deployment metal3-ironic', { spec: { replicas: 0 } }),
    finds: /^Deployment baremetal-operator-system\/metal3-ironic in the target differs in spec.replicas$/m,
  },
  {
    what: 'a Deployment has another number of replicas than before',
    of: 'undone',
    tamper: changeAround('source', 'Deployment metal3-ironic', { spec: { replicas: 0 } }),
    finds: /^Deployment baremetal-operator-system\/metal3-ironic in the source differs in spec.replicas$/m,
  },
  {
    what: 'a CRD has kept a label',
    of: 'undone',
    tamper: changeAround('target', 'CustomResourceDefinition hardwaredata.metal3.io', {
      metadata: { labels: { 'clusterctl.cluster.x-k8s.io': '' } },
    }),
    finds: /^CustomResourceDefinition hardwaredata.metal3.io in the target differs in metadata.labels/m,
  },
  {
    what: 'a copy was left in the target',
    of: 'undone',
    tamper: bringBack('target', 'IPPool provisioning'),
    finds: /^in the target IPPool metal3\/provisioning is new$/m,
  },
  {
    what: 'the namespace was left in the target',
    of: 'undone',
    tamper: leave('target', objectOf(namespaces, { name: namespace })),
    finds: /^Namespace metal3 is new in the target$/m,
  },
  {
    what: 'an object of the source was lost in a rollback',
    of: 'undone',
    tamper: lose('source', 'Secret host-0-bmc'),
    finds: /^in the source Secret metal3\/host-0-bmc is gone$/m,
  },
  {
    what: 'an object of the source was deleted in a rollback',
    of: 'undone',
    tamper: ask({ side: 'source', verb: 'delete', object: 'Machine prod-workers-1' }),
    finds: /^deleted before the commit: Machine metal3\/prod-workers-1/m,
  },
];
