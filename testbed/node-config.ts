/** The configuration files of a node: what containerd, the CNI plugins, the kubelet and the audit log are told. */
import { stringify } from 'yaml';

/** Image of the sandbox that holds a Pod's network; baked into the node. */
export const pauseImage = 'clusterpivot.local/pause:1';

export interface NodeSettings {
  /** Name of cluster, node and container. */
  readonly name: string;
  /** Addresses for Pods, a /24 of the node's own. */
  readonly podSubnet: string;
}

function containerdConfig(): string {
  return [
    'version = 2',
    '[plugins."io.containerd.grpc.v1.cri"]',
    // A machine without CAP_SYS_RESOURCE cannot lower a score; runc would die trying.
    '  restrict_oom_score_adj = true',
    `  sandbox_image = "${pauseImage}"`,
    '',
  ].join('\n');
}

function cniConfig({ podSubnet }: NodeSettings): string {
  const ipam = { type: 'host-local', ranges: [[{ subnet: podSubnet }]], routes: [{ dst: '0.0.0.0/0' }] };
  const bridge = { type: 'bridge', bridge: 'cni0', isGateway: true, ipMasq: true, hairpinMode: true, ipam };
  const portmap = { type: 'portmap', capabilities: { portMappings: true } };
  return JSON.stringify({ cniVersion: '0.4.0', name: 'pods', plugins: [bridge, portmap] });
}

function kubeletConfig({ name }: NodeSettings): string {
  return stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: false },
      x509: { clientCAFile: '/var/lib/kubernetes/pki/ca.crt' },
    },
    // Only holders of a certificate of the cluster's own authority get this far.
    authorization: { mode: 'AlwaysAllow' },
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/clusterpivot-${name}`,
    failCgroupV1: false,
    failSwapOn: false,
    enforceNodeAllocatable: [],
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    // The node shares its disk and memory with everything else on the machine.
    evictionHard: { 'nodefs.available': '1%', 'imagefs.available': '1%', 'memory.available': '50Mi' },
    imageGCHighThresholdPercent: 100,
    serializeImagePulls: false,
    maxPods: 200,
  });
}

const writes = ['create', 'update', 'patch', 'delete', 'deletecollection'];
const watchedGroups = [
  'metal3.io',
  'cluster.x-k8s.io',
  'bootstrap.cluster.x-k8s.io',
  'controlplane.cluster.x-k8s.io',
  'infrastructure.cluster.x-k8s.io',
  'ipam.metal3.io',
  'pivot.metal3.io',
  'clusterctl.cluster.x-k8s.io',
];

/** What changes all the time, and nothing of which a pivot moves. */
const chatter = [{ group: 'coordination.k8s.io' }, { group: '', resources: ['events'] }, { group: 'events.k8s.io' }];

/** Which of its rights an account of ours uses is told by all of its requests. */
function everythingOfOurs(): readonly object[] {
  const userGroups = ['clusterpivot-system', 'clusterpivot-probe'].map((name) => `system:serviceaccounts:${name}`);
  return [
    { level: 'Metadata', userGroups, verbs: ['get', 'list', 'watch'] },
    { level: 'Metadata', userGroups, resources: chatter },
  ];
}

/**
 * Every write is recorded; those on what a pivot moves, fences or starts with request and response. Reads are not, unless they are
 * ours and asked for.
 */
export function auditPolicy({ ourReads = false }: { readonly ourReads?: boolean } = {}): object {
  return {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [
      ...(ourReads ? everythingOfOurs() : []),
      { level: 'None', resources: chatter },
      { level: 'None', verbs: ['get', 'list', 'watch'] },
      { level: 'RequestResponse', verbs: writes, resources: watchedGroups.map((group) => ({ group })) },
      {
        level: 'RequestResponse',
        verbs: writes,
        resources: [{ group: 'apps', resources: ['deployments', 'deployments/scale', 'deployments/status'] }],
      },
      {
        level: 'RequestResponse',
        verbs: writes,
        namespaces: ['baremetal-operator-system'],
        resources: [{ group: '', resources: ['pods', 'pods/status', 'pods/eviction'] }],
      },
      {
        level: 'RequestResponse',
        verbs: writes,
        resources: [{ group: 'admissionregistration.k8s.io' }],
      },
      { level: 'Metadata', verbs: writes },
    ],
  };
}

/** All configuration files, by absolute path in the node. */
export function nodeFiles(settings: NodeSettings): Readonly<Record<string, string>> {
  return {
    '/etc/containerd/config.toml': containerdConfig(),
    '/etc/cni/net.d/10-pods.conflist': cniConfig(settings),
    '/etc/kubernetes/kubelet.yaml': kubeletConfig(settings),
    '/etc/kubernetes/audit-policy.yaml': stringify(auditPolicy({ ourReads: true }), { aliasDuplicateObjects: false }),
  };
}
