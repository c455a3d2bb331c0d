/** Do the chart and the manifests install the same? */
import { describe, expect, it, vi } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { byName, helmTemplate, kustomize, nameOf, type Objects } from './rendered.ts';

// Each starts a program or two.
vi.setConfig({ testTimeout: 120_000 });

/** Helm's own: whose an object is, and of which version of the chart. */
const helmLabels = [
  'app.kubernetes.io/instance',
  'app.kubernetes.io/managed-by',
  'app.kubernetes.io/version',
  'helm.sh/chart',
];

function withoutHelms({ metadata: { labels = {}, annotations = {}, ...metadata }, ...object }: KubeObject): KubeObject {
  const without = (entries: Readonly<Record<string, string>>, names: readonly string[]) =>
    Object.fromEntries(Object.entries(entries).filter(([name]) => !names.includes(name)));
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: without(labels, helmLabels),
      annotations: without(annotations, ['helm.sh/resource-policy']),
    },
  };
}

/** A release cannot make the namespace that it is kept in; docs/install.md says how to. */
function comparable(objects: readonly KubeObject[]): Objects {
  return byName(objects.map(withoutHelms).filter((object) => nameOf(object) !== 'Namespace clusterpivot-system'));
}

const asInConfig = { image: { tag: 'dev' }, probe: { image: { tag: 'dev' } } };

describe('the chart and config/default', () => {
  it('install the same objects', async () => {
    const [chart, manifests] = await Promise.all([helmTemplate(['--no-hooks'], asInConfig), kustomize()]);
    expect(Object.keys(comparable(chart)).toSorted()).toEqual(Object.keys(comparable(manifests)).toSorted());
    expect(comparable(chart)).toEqual(comparable(manifests));
  });

  it.each([
    ['two replicas', { replicas: 2 }, ['two-replicas']],
    ['network policies', { networkPolicy: { enabled: true } }, ['network-policy']],
    ['both', { replicas: 2, networkPolicy: { enabled: true } }, ['two-replicas', 'network-policy']],
  ])('install the same objects with %s', async (_, values, components) => {
    const [chart, manifests] = await Promise.all([
      helmTemplate(['--no-hooks'], { ...asInConfig, ...values }),
      kustomize(components),
    ]);
    expect(comparable(chart)).toEqual(comparable(manifests));
  });

  it.each([
    ['what Prometheus is told', { prometheus: { enabled: true, dashboard: { enabled: true } } }, 'prometheus'],
    ['the right to freeze GitOps owners', { rbac: { gitOpsFreeze: true } }, 'gitops-freeze'],
  ])('install the same objects with %s', async (_, values, folder) => {
    const [chart, manifests] = await Promise.all([
      helmTemplate(['--no-hooks'], { ...asInConfig, ...values }),
      kustomize([], [folder]),
    ]);
    expect(comparable(chart)).toEqual(comparable(manifests));
  });
});
