/** What Preparing puts into the target's inventory and labels in the source, noted before it is done, and how it is taken back. */
import { describe, expect, it } from 'vitest';
import type { Journal } from '../../../src/api/journal.ts';
import { moveLabel } from '../../../src/api/marks.ts';
import { secrets } from '../../../src/api/resources.ts';
import { preparing } from '../../../src/pivot/goals/preparing.ts';
import { rollback } from '../../../src/pivot/goals/rollback.ts';
import { buildPlan } from '../../../src/pivot/plan.ts';
import { act, record } from '../../../src/pivot/result.ts';
import type { ProviderDeployment } from '../../../src/pivot/survey.ts';
import {
  at,
  crd,
  crds,
  host,
  marked,
  observation,
  ownedObjects,
  providers,
  secret,
  spare,
  started,
  targetView,
  view,
} from '../given.ts';

const metal3: ProviderDeployment = {
  provider: 'infrastructure-metal3',
  namespace: 'capm3-system',
  name: 'capm3-controller-manager',
  available: true,
  version: 'v1.14.0',
  featureGates: {},
};
const unlisted = {
  type: 'InfrastructureProvider',
  name: 'metal3',
  version: 'v1.14.0',
  label: 'infrastructure-metal3',
  namespace: 'capm3-system',
};
const listed = [{ namespace: 'capm3-system', name: 'infrastructure-metal3' }];
const target = (is: Parameters<typeof targetView>[1] = {}) =>
  targetView([], { providers: providers.slice(0, 1), providerDeployments: [metal3], ...is });
const back = { startedTime: at(-10), cause: 'a test' };

describe('a provider that runs in the target without the inventory', () => {
  it('is part of the plan', () => {
    expect(buildPlan(observation({ target: target() }))?.steps).toContain(
      "put infrastructure-metal3 v1.14.0 into clusterctl's inventory of the target",
    );
  });

  it('is noted, and so is that the CRD of the inventory is ours where there is none', () => {
    const noting = "noting that infrastructure-metal3 v1.14.0 will be put into clusterctl's inventory of the target";
    expect(preparing(observation({ journal: started, target: target() }))).toEqual(
      record({ listedProviders: listed, createdProviderCrd: true }, noting),
    );
    const inventoried = [...crds(), { ...crd(secrets), name: 'providers.clusterctl.cluster.x-k8s.io' }];
    expect(preparing(observation({ journal: started, target: target({ crds: inventoried }) }))).toEqual(
      record({ listedProviders: listed }, noting),
    );
  });

  it('is then put into it', () => {
    const journal = { ...started, listedProviders: listed, createdProviderCrd: true };
    expect(preparing(observation({ journal, target: target() }))).toEqual(
      act(
        [{ kind: 'listProviders', providers: [unlisted] }],
        "putting infrastructure-metal3 v1.14.0 into clusterctl's inventory of the target, where they run without it",
      ),
    );
  });

  it.each([true, false])('is taken out again on the way back, with the CRD if that is ours: %s', (crdIsOurs) => {
    const journal: Journal = {
      ...started,
      listedProviders: listed,
      ...(crdIsOurs ? { createdProviderCrd: true } : {}),
      rollback: back,
    };
    expect(rollback(observation({ journal, target: target() }))).toEqual(
      act(
        [{ kind: 'unlistProviders', providers: listed, crd: crdIsOurs }],
        "taking infrastructure-metal3 out of clusterctl's inventory of the target again",
        { listedProviders: null },
      ),
    );
  });
});

describe('a Secret with credentials that nobody owns', () => {
  const orphan = secret('spare-9-bmc');
  const hosts = [host('m-0'), spare('spare-9', { spec: { bmc: { credentialsName: 'spare-9-bmc' } } })];
  const owned = ownedObjects(hosts).filter(({ metadata }) => metadata.name !== 'spare-9-bmc');
  const source = view([...owned, orphan]);
  const one = { kind: 'Secret', name: 'spare-9-bmc' };

  it('is part of the plan, and of what moves', () => {
    const plan = buildPlan(observation({ source }));
    expect(plan?.steps[0]).toBe(
      'label Secret metal3/spare-9-bmc in the source for clusterctl, since no owner takes them along',
    );
    const without = buildPlan(observation({ source: view(owned) }));
    expect(plan?.objects).toBe((without?.objects ?? 0) + 1);
  });

  it('is noted, and then labelled', () => {
    expect(preparing(observation({ journal: started, source }))).toEqual(
      record({ labelledObjects: [one] }, 'noting that Secret metal3/spare-9-bmc will be labelled for clusterctl'),
    );
    expect(preparing(observation({ journal: { ...started, labelledObjects: [one] }, source }))).toEqual(
      act(
        [{ kind: 'label', side: 'source', resource: secrets, object: orphan, labels: { [moveLabel]: '' } }],
        'labelling Secret metal3/spare-9-bmc in the source for clusterctl, since no owner takes them along',
      ),
    );
  });

  it('loses the label on the way back, unless somebody took it away already', () => {
    const labelled = marked(orphan, { labels: { [moveLabel]: '' } });
    const journal = { ...started, labelledObjects: [one], rollback: back };
    expect(rollback(observation({ journal, source: view([...owned, labelled]) }))).toEqual(
      act(
        [{ kind: 'label', side: 'source', resource: secrets, object: labelled, labels: { [moveLabel]: null } }],
        'removing our label from Secret metal3/spare-9-bmc',
      ),
    );
    expect(rollback(observation({ journal, source }))).toMatchObject({ actions: [{ kind: 'cleanUp' }] });
  });

  it('that was labelled by somebody else keeps the label', () => {
    const labelled = marked(orphan, { labels: { [moveLabel]: '' } });
    const journal = { ...started, rollback: back };
    expect(rollback(observation({ journal, source: view([...owned, labelled]) }))).toMatchObject({
      actions: [{ kind: 'cleanUp' }],
    });
  });
});
