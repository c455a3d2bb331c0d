/** Does each value of the chart do what it says, and is what is no value refused? */
import { describe, expect, it, vi } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { byName, helmTemplate } from './rendered.ts';

// Each starts a program or two.
vi.setConfig({ testTimeout: 120_000 });

interface PodFields {
  readonly containers: readonly {
    readonly image: string;
    readonly env: readonly { readonly name: string; readonly value?: string }[];
    readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
    readonly volumeMounts?: readonly { readonly mountPath: string }[];
  }[];
}

async function operator(values: object) {
  const found = byName(await helmTemplate([], values))['Deployment clusterpivot-system/clusterpivot-operator'];
  const spec = found?.['spec'] as { template: { metadata: object; spec: PodFields } } | undefined;
  const container = spec?.template.spec.containers[0];
  if (spec === undefined || container === undefined) throw new Error('there is no Deployment with a container');
  const environment = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
  return { metadata: spec.template.metadata, pod: spec.template.spec, container, environment };
}

async function kinds(values: object, ...argv: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await helmTemplate(argv, values)).map(({ kind }) => kind));
}

describe('values', () => {
  it('name images by the version of the application, a tag, or a digest', async () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const image = { repository: 'registry.example.com/clusterpivot' };
    expect((await operator({ image })).container.image).toBe('registry.example.com/clusterpivot:v0.1.0');
    expect((await operator({ image: { ...image, tag: 'v1' } })).container.image).toMatch(/clusterpivot:v1$/);
    const pinned = await operator({ image: { ...image, tag: 'v1', digest }, probe: { image: { digest } } });
    expect(pinned.container.image).toBe(`registry.example.com/clusterpivot@${digest}`);
    expect(pinned.environment['PROBE_IMAGE']).toBe(`clusterpivot.local/probe@${digest}`);
  });

  it('reach the Pod', async () => {
    const values = {
      podLabels: { team: 'metal' },
      podAnnotations: { note: 'x' },
      priorityClassName: 'system-cluster-critical',
      nodeSelector: { rack: 'a' },
      tolerations: [{ operator: 'Exists' }],
      affinity: { podAntiAffinity: {} },
      topologySpreadConstraints: [{ maxSkew: 2 }],
      logLevel: 'debug',
      extraEnv: [{ name: 'STABILITY_SECONDS', value: '10' }],
    };
    const { metadata, pod, environment } = await operator(values);
    expect(metadata).toMatchObject({ labels: { team: 'metal' }, annotations: { note: 'x' } });
    const { priorityClassName, nodeSelector, tolerations, affinity, topologySpreadConstraints } = values;
    expect(pod).toMatchObject({ priorityClassName, nodeSelector, tolerations, affinity, topologySpreadConstraints });
    expect(environment).toMatchObject({ LOG_LEVEL: 'debug', STABILITY_SECONDS: '10' });
  });

  it('move the port of metrics, and mount a certificate for it', async () => {
    const metrics = { port: 9443, certSecretName: 'metrics-tls' };
    const { pod, container, environment } = await operator({ metrics });
    expect(environment).toMatchObject({ METRICS_PORT: '9443' });
    expect(container.ports).toContainEqual({ name: 'metrics', containerPort: 9443, protocol: 'TCP' });
    expect(container.volumeMounts).toEqual([
      { name: 'metrics-certificate', mountPath: environment['METRICS_CERT_DIR'], readOnly: true },
    ]);
    expect(pod).toMatchObject({ volumes: [{ secret: { secretName: 'metrics-tls' } }] });
    const service = byName(await helmTemplate([], { metrics }))[
      'Service clusterpivot-system/clusterpivot-operator-metrics'
    ];
    expect(service?.['spec']).toMatchObject({ ports: [{ name: 'metrics', port: 9443, targetPort: 'metrics' }] });
  });

  it('give the secrets for pulling to every account', async () => {
    const imagePullSecrets = [{ name: 'registry' }];
    const accounts = (await helmTemplate([], { imagePullSecrets })).filter(({ kind }) => kind === 'ServiceAccount');
    expect(accounts).toHaveLength(4);
    for (const account of accounts) expect(account).toMatchObject({ imagePullSecrets });
  });

  it('say where the runbooks are that alerts lead to', async () => {
    const prometheus = { enabled: true, runbookUrl: 'https://docs.example.com/pivots' };
    const rules = JSON.stringify(
      (await helmTemplate([], { prometheus })).find(({ kind }) => kind === 'PrometheusRule'),
    );
    expect(rules).toContain('"runbook_url":"https://docs.example.com/pivots/runbook/alerts.md#clusterpivotleftpaused"');
    expect(rules).toContain('"runbook_url":"https://docs.example.com/pivots/runbook.md#{{ toLower $labels.reason }}"');
    expect(rules).not.toContain('clusterpivot.local');
  });

  it('leave rights, the CRD and the check before an uninstall to others', async () => {
    const all = await kinds({});
    for (const kind of ['ClusterRole', 'CustomResourceDefinition', 'Job']) expect(all).toContain(kind);
    const few = await kinds({
      rbac: { create: false },
      crds: { enabled: false },
      uninstallCheck: { enabled: false },
    });
    expect([...few].toSorted()).toEqual(['Deployment', 'Pod', 'Service']);
  });

  it.each([
    ['a value that there is not', { replica: 2 }, 'replica'],
    ['too many replicas', { replicas: 9 }, 'replicas'],
    ['a tag in place of a digest', { image: { digest: 'v1' } }, 'digest'],
    ['a level that there is not', { logLevel: 'loud' }, 'logLevel'],
  ])('refuse %s', async (_, values, name) => {
    await expect(helmTemplate([], values)).rejects.toThrow(name);
  });
});

it('puts everything of the operator into the namespace of the release', async () => {
  const inNamespace = (object: KubeObject) => object.metadata.namespace;
  const objects = await helmTemplate(['--namespace=pivots']);
  expect(new Set(objects.map(inNamespace))).toEqual(
    new Set(['pivots', 'clusterpivot-probe', 'kube-system', undefined]),
  );
  expect(JSON.stringify(objects.filter(({ kind }) => kind !== 'CustomResourceDefinition'))).not.toContain(
    'clusterpivot-system',
  );
});

it('keeps the CRD when the release is uninstalled', async () => {
  const crd = byName(await helmTemplate())['CustomResourceDefinition clusterpivots.pivot.metal3.io'];
  expect(crd?.metadata.annotations).toEqual({ 'helm.sh/resource-policy': 'keep' });
});
