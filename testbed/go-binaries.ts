/** Which Go programs the testbed builds, from which module, and with which version stamped into them. */
import { bareMetalOperatorVersion, capiVersion, kubernetesVersion } from './versions.ts';

export interface GoBinary {
  /** Folder under modules/ whose go.mod and go.sum pin the sources. */
  readonly module: string;
  readonly package: string;
  /** Values for linker variables: programs built without them call themselves v0.0.0, and version checks go wrong. */
  readonly stamps: Readonly<Record<string, string>>;
  /** Duration of a first build on two cores, for people who wait. */
  readonly usual: string;
}

function stamps(variables: string, version: string): Readonly<Record<string, string>> {
  const [major = '', minor = ''] = version.replace(/^v/, '').split('.');
  return {
    [`${variables}.gitVersion`]: version,
    [`${variables}.gitMajor`]: major,
    [`${variables}.gitMinor`]: minor,
  };
}

function kubernetes(program: string, usual: string): GoBinary {
  const versioned = stamps('k8s.io/component-base/version', kubernetesVersion);
  return { module: 'kube', package: `k8s.io/kubernetes/cmd/${program}`, stamps: versioned, usual };
}

function capi(folder: string, usual: string): GoBinary {
  const versioned = stamps('sigs.k8s.io/cluster-api/version', capiVersion);
  return { module: 'capi', package: `sigs.k8s.io/cluster-api/${folder}`, stamps: versioned, usual };
}

function certManager(program: string, usual: string): GoBinary {
  return { module: 'cert-manager', package: `github.com/cert-manager/cert-manager/cmd/${program}`, stamps: {}, usual };
}

export const goBinaries = {
  etcd: { module: 'etcd', package: 'go.etcd.io/etcd/server/v3', stamps: {}, usual: '1 min' },
  'kube-apiserver': kubernetes('kube-apiserver', '4 to 8 min'),
  'kube-controller-manager': kubernetes('kube-controller-manager', '1 to 3 min'),
  'kube-scheduler': kubernetes('kube-scheduler', '30 s'),
  kubelet: kubernetes('kubelet', '40 s'),
  'kube-proxy': kubernetes('kube-proxy', '40 s'),
  clusterctl: capi('cmd/clusterctl', '1 to 3 min'),
  'capi-core': capi('core', '1 to 2 min'),
  'capi-kubeadm-bootstrap': capi('bootstrap/kubeadm', '30 s'),
  'capi-kubeadm-control-plane': capi('controlplane/kubeadm', '40 s'),
  'cert-manager-controller': certManager('controller', '2 to 5 min'),
  'cert-manager-webhook': certManager('webhook', '30 s'),
  'cert-manager-cainjector': certManager('cainjector', '30 s'),
  'baremetal-operator': {
    module: 'bmo',
    package: 'github.com/metal3-io/baremetal-operator',
    stamps: { 'github.com/metal3-io/baremetal-operator/pkg/version.Raw': bareMetalOperatorVersion },
    usual: '2 min',
  },
  'controller-gen': {
    module: 'irso',
    package: 'sigs.k8s.io/controller-tools/cmd/controller-gen',
    stamps: {},
    usual: '30 s',
  },
  gitops: { module: 'gitops', package: '.', stamps: {}, usual: '30 s' },
  pause: { module: 'pause', package: '.', stamps: {}, usual: '2 s' },
} as const satisfies Readonly<Record<string, GoBinary>>;

export type GoBinaryName = keyof typeof goBinaries;

/** The arguments of `go build` but for the output file. */
export function buildArguments(binary: GoBinary): readonly string[] {
  const linker = ['-s', '-w', ...Object.entries(binary.stamps).map(([name, value]) => `-X ${name}=${value}`)];
  return ['build', '-mod=readonly', '-trimpath', '-ldflags', linker.join(' '), binary.package];
}
