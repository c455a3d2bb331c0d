/** Do the providers run on both sides, and with the same features? */
import { providersNotReady } from '../../gates/providers.ts';
import type { Observation } from '../../observation.ts';
import { type Case, violationOf } from '../../result.ts';
import type { ProviderDeployment } from '../../survey.ts';
import { type Answer, type Check, pending } from '../check.ts';
import { installsProviders } from './taken.ts';

/** What has feature gates of Cluster API itself (feature/feature.go), by clusterctl's label. */
const gated = ['cluster-api', 'bootstrap-kubeadm', 'control-plane-kubeadm'];
/** Of Cluster API 1.14, for those that decide about what there is to move. */
const defaults: Readonly<Record<string, boolean>> = { ClusterTopology: false, MachinePool: true };

export const providerState: readonly Check[] = [
  {
    name: 'ProvidersReady',
    predicate: 'each Deployment of a provider is available on both sides',
    source: 'clusterctl looks at its inventory only, which is written before anything runs',
    severity: 'Failure',
    ask: (observation) => providersNotReady(observation) ?? notInstalled(observation),
  },
  {
    name: 'FeatureGatesEqual',
    predicate:
      "Cluster API's own providers have ClusterTopology, MachinePool, and each gate that both sides name, alike on both sides",
    source: 'cluster-api #7407: both sides have to be initialized with the same feature variables',
    severity: 'Failure',
    ask: (observation) =>
      violationOf(
        'FeatureGatesDiffer',
        gated.flatMap((provider) => differences(observation, provider)),
        "initialize the target with the source's feature variables (such as CLUSTER_TOPOLOGY)",
      ) ?? notInstalled(observation),
  },
];

function notInstalled(observation: Observation): Answer {
  return installsProviders(observation) ? pending("the target's providers are still to be installed") : undefined;
}

function differences({ source, target }: Observation, provider: string): readonly Case[] {
  const isIt = (deployment: ProviderDeployment) => deployment.provider === provider;
  const here = source.providerDeployments.find(isIt);
  const there = target?.providerDeployments.find(isIt);
  if (here === undefined || there === undefined) return [];
  const named = Object.keys(here.featureGates).filter((gate) => gate in there.featureGates);
  return [...new Set([...Object.keys(defaults), ...named])].flatMap((gate) => {
    const [is, willBe] = [here, there].map(({ featureGates }) => featureGates[gate] ?? defaults[gate]);
    if (is === willBe) return [];
    return [
      {
        object: `Deployment ${there.namespace}/${there.name}`,
        seen: `has feature gate ${gate}=${willBe} in the target, where the source has ${gate}=${is}`,
      },
    ];
  });
}
