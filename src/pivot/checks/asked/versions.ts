/** Do the versions fit each other, on each side and from one to the other? */
import { compareVersions } from '../../gates/providers.ts';
import type { Observation, Side } from '../../observation.ts';
import { type Case, violationOf } from '../../result.ts';
import { minorOf, releases, versionOfImage } from '../../version-skew.ts';
import { findBareMetalOperator } from '../../workloads.ts';
import type { Check } from '../check.ts';
import { sides } from './taken.ts';

export const versions: readonly Check[] = [
  {
    name: 'VersionsSupported',
    predicate:
      'on each side, Cluster API, its kubeadm providers, CAPM3, the IP address manager and the Bare Metal Operator are of minor releases that upstream tests together',
    source: "go.mod of CAPM3's releases; see src/pivot/version-skew.ts",
    severity: 'Warning',
    ask: (observation) =>
      violationOf(
        'VersionSkew',
        sides.flatMap((side) => skews(observation, side)),
        'upgrade what is behind; nobody has tried these together',
      ),
  },
  {
    name: 'BareMetalOperatorNotOlder',
    predicate: "the target's Bare Metal Operator is of the same minor release as the source's, or newer",
    source:
      'Bare Metal Operator, baremetalhost_validation.go: fields that it does not know in a status annotation are refused',
    severity: 'Failure',
    ask: (observation) => violationOf('BareMetalOperatorOlder', older(observation), 'upgrade it in the target'),
  },
];

interface Operator {
  readonly object: string;
  readonly version: string;
}

function operatorOf(observation: Observation, side: Side): Operator | undefined {
  const found = findBareMetalOperator(observation, side);
  if ('violation' in found) return undefined;
  const { namespace, name, containers } = found.workload;
  const [version] = containers
    .filter(({ image }) => image.includes('baremetal-operator'))
    .flatMap(({ image }) => versionOfImage(image) ?? []);
  return version === undefined ? undefined : { object: `Deployment ${namespace}/${name}`, version };
}

function older(observation: Observation): readonly Case[] {
  const [source, target] = sides.map((side) => operatorOf(observation, side));
  if (source === undefined || target === undefined) return [];
  const [is, willBe] = [source, target].map(({ version }) => `${minorOf(version) ?? '0.0'}.0`);
  if (compareVersions(willBe ?? '', is ?? '') >= 0) return [];
  const seen = `runs Bare Metal Operator ${target.version} in the target, and the source has ${source.version}`;
  return [{ object: target.object, seen }];
}

/** By CAPM3, which everything else is there for. */
function skews(observation: Observation, side: Side): readonly Case[] {
  const providers = observation[side]?.providers ?? [];
  const versionOf = (type: string, name: string) =>
    providers.find((provider) => provider.type === type && provider.name === name)?.version;
  const capm3 = versionOf('InfrastructureProvider', 'metal3');
  const release = releases.find((one) => one.capm3 === minorOf(capm3 ?? ''));
  if (capm3 === undefined || release === undefined) return [];
  const parts = [
    ['CoreProvider cluster-api', versionOf('CoreProvider', 'cluster-api'), release.clusterApi],
    ['BootstrapProvider kubeadm', versionOf('BootstrapProvider', 'kubeadm'), release.clusterApi],
    ['ControlPlaneProvider kubeadm', versionOf('ControlPlaneProvider', 'kubeadm'), release.clusterApi],
    ['IPAMProvider metal3', versionOf('IPAMProvider', 'metal3'), release.ipam],
    ['Bare Metal Operator', operatorOf(observation, side)?.version, release.bareMetalOperator],
  ] as const;
  return parts.flatMap(([object, version, wanted]) =>
    version === undefined || minorOf(version) === wanted
      ? []
      : [
          {
            object: `${object} ${version} in the ${side}`,
            seen: `is beside CAPM3 ${capm3}, which is built and tested with ${wanted}`,
          },
        ],
  );
}
