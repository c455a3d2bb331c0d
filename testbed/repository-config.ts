/** What clusterctl is told about a provider repository of local files. */
import { stringify } from 'yaml';
import {
  componentsFile as standInFile,
  providerLabel as standInLabel,
  providerVersion as standInVersion,
} from './capm3-stand-in/manifests/components.ts';
import { capiVersion, certManagerVersion } from './versions.ts';

/** Where the operator's Job unpacks repository.tar.gz. */
export const jobRepositoryPath = '/var/run/clusterctl/repository';

export interface RepositoryProvider {
  /** clusterctl's short name of the provider. */
  readonly name: string;
  readonly type: 'CoreProvider' | 'BootstrapProvider' | 'ControlPlaneProvider' | 'InfrastructureProvider';
  /** Folder in the repository: the provider's label in its manifests. */
  readonly label: string;
  readonly version: string;
  readonly file: string;
}

export const repositoryProviders: readonly RepositoryProvider[] = [
  {
    name: 'cluster-api',
    type: 'CoreProvider',
    label: 'cluster-api',
    version: capiVersion,
    file: 'core-components.yaml',
  },
  {
    name: 'kubeadm',
    type: 'BootstrapProvider',
    label: 'bootstrap-kubeadm',
    version: capiVersion,
    file: 'bootstrap-components.yaml',
  },
  {
    name: 'kubeadm',
    type: 'ControlPlaneProvider',
    label: 'control-plane-kubeadm',
    version: capiVersion,
    file: 'control-plane-components.yaml',
  },
  { name: 'metal3', type: 'InfrastructureProvider', label: standInLabel, version: standInVersion, file: standInFile },
];

/** Path of a provider's file in the repository. */
export function providerFile(provider: RepositoryProvider, file: string = provider.file): string {
  return `${provider.label}/${provider.version}/${file}`;
}

export const certManagerFile = `cert-manager/${certManagerVersion}/cert-manager.yaml`;

/** clusterctl.yaml for a repository that lies at `folder` (absolute) where clusterctl runs. */
export function clusterctlConfig(folder: string): string {
  return stringify({
    providers: repositoryProviders.map((provider) => ({
      name: provider.name,
      type: provider.type,
      url: `${folder}/${providerFile(provider)}`,
    })),
    'cert-manager': { url: `${folder}/${certManagerFile}`, version: certManagerVersion, timeout: '5m' },
  });
}
