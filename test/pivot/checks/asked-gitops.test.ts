/** Who would bring back what has moved? */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import type { Observation } from '../../../src/pivot/observation.ts';
import { setBy } from '../gitops/given.ts';
import { cluster, machine, marked, ownedObjects, steadyHosts, view } from '../given.ts';
import { type Case, saying, surveyed } from './asked-given.ts';

type Marks = Readonly<Record<string, string>>;

function owner(kind: string, spec: object, annotations: Marks = {}): KubeObject {
  return { apiVersion: 'x/v1', kind, metadata: { name: 'clusters', namespace: 'gitops', annotations }, spec };
}

/** Cluster `prod` with these marks. */
function kept(
  { labels = {}, annotations = {} }: { labels?: Marks; annotations?: Marks },
  ...gitOps: KubeObject[]
): Observation {
  const prod = marked(cluster(), { labels, annotations });
  return surveyed({ gitOps }, { source: view(ownedObjects(steadyHosts(), prod)) });
}

const trackingId = 'argocd.argoproj.io/tracking-id';
const tracked = (id: string) => ({ annotations: { [trackingId]: id } });
const mine = 'clusters:cluster.x-k8s.io/Cluster:metal3/prod';
const application = (automated?: object, annotations: Marks = {}) =>
  owner('Application', automated === undefined ? {} : { syncPolicy: { automated } }, annotations);
const flux = (kind: 'kustomize' | 'helm', annotations: Marks = {}) => ({
  labels: { [`${kind}.toolkit.fluxcd.io/name`]: 'clusters', [`${kind}.toolkit.fluxcd.io/namespace`]: 'gitops' },
  annotations,
});
const instance = { labels: { 'app.kubernetes.io/instance': 'clusters' } };
const helm = { annotations: { 'meta.helm.sh/release-name': 'r', 'meta.helm.sh/release-namespace': 'metal3' } };

const release =
  "name it in spec.gitOps.freeze, or switch that off before the source is fenced (Argo CD: spec.syncPolicy.automated; Flux: spec.suspend), and let the target's GitOps take over after the pivot";
const watch = 'see to it that nobody applies it to the source again, and that a tool of the target does not prune it';
const acts = (who: string, how: string) => `Cluster metal3/prod is kept by ${who}, whose ${how}; ${release}`;
const marks = (whose: string) => `Cluster metal3/prod carries marks of ${whose}; ${watch}`;

const argo = 'Application gitops/clusters (Argo CD)';
const selfHeal = { selfHeal: true };
const inherited = machine('m-9', {}, { annotations: { [trackingId]: mine }, ownedBy: [cluster()] });

const cases: readonly Case[] = [
  ['no marks', 'GitOpsReleased', kept({}, application(selfHeal)), undefined],
  ['no marks', 'NoGitOpsMarks', kept({}, application(selfHeal)), undefined],
  [
    'Argo CD with self-heal',
    'GitOpsReleased',
    kept(tracked(mine), application(selfHeal)),
    acts(argo, 'spec.syncPolicy.automated.selfHeal is true'),
  ],
  ['Argo CD with self-heal', 'NoGitOpsMarks', kept(tracked(mine), application(selfHeal)), undefined],
  [
    'Argo CD with prune',
    'GitOpsReleased',
    kept(tracked(mine), application({ prune: true })),
    acts(argo, 'spec.syncPolicy.automated.prune is true'),
  ],
  [
    'an Application named with its namespace',
    'GitOpsReleased',
    kept(tracked(`gitops_${mine}`), application(selfHeal)),
    acts(argo, 'spec.syncPolicy.automated.selfHeal is true'),
  ],
  [
    'an Application of another namespace',
    'GitOpsReleased',
    kept(tracked(`other_${mine}`), application(selfHeal)),
    undefined,
  ],
  [
    'a label that an Application fits',
    'GitOpsReleased',
    kept(instance, application(selfHeal)),
    acts(argo, 'spec.syncPolicy.automated.selfHeal is true'),
  ],
  ['a label that none fits', 'NoGitOpsMarks', kept(instance), undefined],
  [
    'automation that is switched off',
    'GitOpsReleased',
    kept(tracked(mine), application({ enabled: false, selfHeal: true })),
    undefined,
  ],
  ['Argo CD that waits to be asked', 'GitOpsReleased', kept(tracked(mine), application()), undefined],
  [
    'Argo CD that waits to be asked',
    'NoGitOpsMarks',
    kept(tracked(mine), application()),
    marks('Application clusters (Argo CD)'),
  ],
  [
    'Argo CD that follows commits',
    'NoGitOpsMarks',
    kept(tracked(mine), application({})),
    marks('Application clusters (Argo CD)'),
  ],
  [
    'an Application that is not reconciled',
    'GitOpsReleased',
    kept(tracked(mine), application(selfHeal, { 'argocd.argoproj.io/skip-reconcile': 'true' })),
    undefined,
  ],
  [
    'an Application elsewhere',
    'NoGitOpsMarks',
    kept(tracked(mine)),
    marks('Application clusters (Argo CD), which is not in the source'),
  ],
  [
    'a mark that came with the owner, and is of another object',
    'GitOpsReleased',
    surveyed({ gitOps: [application(selfHeal)] }, { source: view([...ownedObjects(), inherited]) }),
    undefined,
  ],
  [
    'Flux',
    'GitOpsReleased',
    kept(flux('kustomize'), owner('Kustomization', {})),
    acts('Kustomization gitops/clusters (Flux)', 'spec.suspend is not true'),
  ],
  [
    'a Helm release of Flux',
    'GitOpsReleased',
    kept(flux('helm'), owner('HelmRelease', { suspend: false })),
    acts('HelmRelease gitops/clusters (Flux)', 'spec.suspend is not true'),
  ],
  ['Flux, suspended', 'GitOpsReleased', kept(flux('kustomize'), owner('Kustomization', { suspend: true })), undefined],
  [
    'Flux, suspended',
    'NoGitOpsMarks',
    kept(flux('kustomize'), owner('Kustomization', { suspend: true })),
    marks('Kustomization gitops/clusters (Flux)'),
  ],
  [
    'Flux that leaves the object alone',
    'NoGitOpsMarks',
    kept(flux('kustomize', { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' }), owner('Kustomization', {})),
    undefined,
  ],
  ['Helm', 'GitOpsReleased', kept(helm), undefined],
  ['Helm', 'NoGitOpsMarks', kept(helm), marks('release metal3/r (Helm)')],
];

describe('GitOps', () => {
  it.each(cases)('%s: %s', (_, check, observed, said) => {
    expect(saying(check, observed)).toBe(said);
  });
});

const ref = { kind: 'Application', namespace: 'gitops', name: 'clusters' } as const;
const healing = { selfHeal: true };
const toolSet: readonly [string, string] = ['argocd-controller', '2026-03-02T09:00:00Z'];

/** `owners` are there, named in spec.gitOps.freeze, and kept by `known`. */
function freezing(
  owners: readonly KubeObject[],
  known: readonly KubeObject[] = [],
  freeze: readonly object[] = [ref],
): Observation {
  return surveyed({ gitOps: [...owners, ...known] }, { spec: { gitOps: { freeze } }, gitOpsOwners: owners });
}

const notLasting =
  'switch that off where it comes from (in the template of the ApplicationSet, or in the repository), or freeze what keeps it as well';
const madeBySet = { apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet', name: 'all', uid: 'u' };
const parent = { ...application(healing), metadata: { name: 'parent', namespace: 'gitops' } };
const child = marked(application(healing), { annotations: { [trackingId]: 'parent:x/Application:gitops/clusters' } });
const parentRef = { ...ref, name: 'parent' };

const freezeCases: readonly Case[] = [
  ['an owner that is there', 'GitOpsOwnersFound', freezing([application(healing)]), undefined],
  [
    'an owner that is not there',
    'GitOpsOwnersFound',
    freezing([]),
    'Application gitops/clusters is not in the source, which does not serve applications.argoproj.io v1alpha1; name in spec.gitOps.freeze what is there',
  ],
  ['an owner that nobody else keeps', 'FreezeLasts', freezing([application(healing)]), undefined],
  [
    'an ApplicationSet',
    'FreezeLasts',
    freezing([marked(application(healing), { ownerReferences: [madeBySet] })]),
    `Application gitops/clusters is made by ApplicationSet gitops/all, which would set spec.syncPolicy.automated again; ${notLasting}`,
  ],
  [
    'an ApplicationSet without automated sync',
    'FreezeLasts',
    freezing([marked(application(), { ownerReferences: [madeBySet] })]),
    undefined,
  ],
  [
    'a parent that sets it',
    'FreezeLasts',
    freezing([setBy(child, toolSet)], [parent]),
    `Application gitops/clusters is kept by Application gitops/parent, which would set spec.syncPolicy.automated again; ${notLasting}`,
  ],
  [
    'a parent whose repository does not set it',
    'FreezeLasts',
    freezing([setBy(child, ['kubectl', ''])], [parent]),
    undefined,
  ],
  [
    'a parent that is frozen as well',
    'FreezeLasts',
    freezing([setBy(child, toolSet), parent], [], [ref, parentRef]),
    undefined,
  ],
  ['an owner that will be frozen', 'GitOpsReleased', named(kept(tracked(mine), application(healing))), undefined],
  [
    'an owner that will be frozen',
    'NoGitOpsMarks',
    named(kept(tracked(mine), application(healing))),
    marks('Application clusters (Argo CD), which is frozen during the pivot'),
  ],
];

function named(observed: Observation): Observation {
  const { pivot } = observed;
  const gitOps = { ...pivot.spec.gitOps, freeze: [ref] };
  return { ...observed, pivot: { ...pivot, spec: { ...pivot.spec, gitOps } } };
}

describe('owners that are named to be frozen', () => {
  it.each(freezeCases)('%s: %s', (_, check, observed, said) => {
    expect(saying(check, observed)).toBe(said);
  });
});
