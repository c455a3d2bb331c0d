/** Are a pivot's probes as those of config/probe, looking at what its spec says, and told apart by a hash of everything? */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { ClusterPivot } from '../../src/api/clusterpivot.ts';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { pivotUidLabel } from '../../src/api/marks.ts';
import { ownName } from '../../src/pivot/jobs.ts';
import type { ProbeFiles, ProbeParts } from '../../src/pivot/probe-daemonset.ts';
import {
  isMadeByPivot,
  probeHashAnnotation,
  probeName,
  probeNamespaceObject,
  probeObjects,
} from '../../src/pivot/probe-objects.ts';
import { readConfig } from '../../src/probe/config.ts';
import { pivot } from './given.ts';

const namespace = 'clusterpivot-probe';
const folder = join(import.meta.dirname, '../../config');
const byHand = parse(readFileSync(join(folder, 'probe/daemonset.yaml'), 'utf8')) as KubeObject;

interface Container {
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
}

interface PodSpec {
  readonly containers: readonly [Container];
  readonly [field: string]: unknown;
}

interface DaemonSetSpec {
  readonly template: { readonly metadata: KubeObject['metadata']; readonly spec: PodSpec };
  readonly [field: string]: unknown;
}

function watching(endpoint: object = {}, metadata: object = {}): ClusterPivot {
  const fields = { address: '172.22.0.2', interface: 'ironicendpoint', ...endpoint };
  return pivot({ spec: { ironic: { endpoint: fields } }, metadata });
}

function parts(is: Partial<ProbeParts> = {}): ProbeParts {
  const watched = is.pivot ?? watching();
  const { endpoint } = watched.spec.ironic;
  if (endpoint === undefined) throw new Error('this pivot watches nothing');
  return {
    pivot: watched,
    endpoint,
    side: 'source',
    image: 'clusterpivot.local/probe:dev',
    ironicNamespace: 'baremetal-operator-system',
    files: {},
    ...is,
  };
}

const everything: ProbeFiles = { ca: 'Y2E=', credentials: { username: 'dQ==', password: 'cA==' } };

function daemonSet(is?: Partial<ProbeParts>): KubeObject {
  const found = probeObjects(parts(is)).own.at(-1);
  if (found === undefined) throw new Error('there is no DaemonSet');
  return found;
}

const specOf = (object: KubeObject) => object['spec'] as DaemonSetSpec;
const podOf = (object: KubeObject) => specOf(object).template.spec;

/** As the process would see it. */
function environmentOf(object: KubeObject): Record<string, string> {
  const { env } = podOf(object).containers[0];
  return Object.fromEntries(env.map(({ name, value }) => [name, value ?? 'of the Pod']));
}

const inShort = ({ kind, metadata }: KubeObject) => `${kind} ${metadata.namespace}/${metadata.name}`;

describe.each(['source', 'target'] as const)("the %s's probes", (side) => {
  it('are as those of config/probe but for what they look at', () => {
    const told = { serviceAccountName: '', env: [] };
    const rest = ({ containers: [container], ...pod }: PodSpec) => ({ ...pod, ...container, ...told });
    const object = daemonSet({ side });
    expect(rest(podOf(object))).toEqual(rest(podOf(byHand)));
    expect(specOf(object)['updateStrategy']).toEqual(specOf(byHand)['updateStrategy']);
    const ofPod = (found: KubeObject) => podOf(found).containers[0].env.filter(({ valueFrom }) => valueFrom);
    const namespaceOfPod = { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } };
    expect([...ofPod(object), namespaceOfPod]).toEqual(expect.arrayContaining(ofPod(byHand)));
  });

  it('are told what the spec says', () => {
    const endpoint = {
      address: 'fd00::2',
      interface: 'eth1',
      apiPort: 443,
      imagePort: 6183,
      apiScheme: 'https',
      imageScheme: 'https',
      kernelPath: '/k',
      probeIntervalSeconds: 2,
      nodeSelector: { source: { rack: 'a' }, target: { rack: 'b' } },
    };
    const object = daemonSet({ side, pivot: watching(endpoint), files: everything });
    const environment = { ...environmentOf(object), KUBERNETES_SERVICE_HOST: '192.0.2.1' };
    expect(readConfig(environment)).toMatchObject({
      namespace,
      probe: object.metadata.name,
      ironicNamespace: 'baremetal-operator-system',
      settings: {
        subject: { address: 'fd00::2', interface: 'eth1', apiPort: 443, imagePort: 6183 },
        apiScheme: 'https',
        imageScheme: 'https',
        caFile: '/etc/ironic/ca/ca.crt',
        credentialsPath: '/etc/ironic/credentials',
        kernelPath: '/k',
        intervalSeconds: 2,
      },
    });
    expect(podOf(object)['nodeSelector']).toEqual({ rack: side === 'source' ? 'a' : 'b' });
  });

  it.each<[string, ProbeFiles, readonly string[]]>([
    ['a CA', { ca: 'Y2E=' }, ['ca/ca.crt']],
    [
      'credentials',
      { credentials: { username: 'dQ==', password: 'cA==' } },
      ['credentials/username', 'credentials/password'],
    ],
    ['both', everything, ['ca/ca.crt', 'credentials/username', 'credentials/password']],
  ])('find %s in a copy of their own', (_, files, found) => {
    const { own } = probeObjects(parts({ side, files }));
    const secret = own.find(({ kind }) => kind === 'Secret');
    const volumes = podOf(daemonSet({ side, files }))['volumes'] as {
      readonly secret?: { readonly secretName: string; readonly items: readonly { key: string; path: string }[] };
    }[];
    const mounted = volumes.flatMap((volume) => volume.secret ?? [])[0];
    expect(mounted?.secretName).toBe(secret?.metadata.name);
    expect(mounted?.items.map(({ path }) => path)).toEqual(found);
    const data = secret?.['data'] as Record<string, string>;
    expect(Object.keys(data).toSorted()).toEqual(mounted?.items.map(({ key }) => key).toSorted());
  });

  it('have no Secret without them, and look for no Pods where nobody knows of a namespace', () => {
    const { own, besideIronic } = probeObjects(parts({ side, ironicNamespace: undefined }));
    expect(own.map(({ kind }) => kind)).not.toContain('Secret');
    expect(besideIronic).toEqual([]);
    const names = Object.keys(environmentOf(daemonSet({ side, ironicNamespace: undefined })));
    for (const variable of ['CA_FILE', 'CREDENTIALS_PATH', 'IRONIC_NAMESPACE']) expect(names).not.toContain(variable);
  });

  it('are marked as the pivot, and share no name with those of another', () => {
    const names = (uid: string) => {
      const { own, besideIronic } = probeObjects(parts({ side, pivot: watching({}, { uid }), files: everything }));
      const all = [...own, ...besideIronic];
      expect(all.map(({ metadata }) => metadata.labels?.[pivotUidLabel])).toEqual(all.map(() => uid));
      return all.map(inShort);
    };
    const [ours, theirs] = [
      names('11111111-1111-1111-1111-111111111111'),
      names('22222222-2222-2222-2222-222222222222'),
    ];
    expect(ours.filter((name) => theirs.includes(name))).toEqual([]);
  });

  it('carry one hash of everything that was put into them, on their Pods too', () => {
    const { own, hash } = probeObjects(parts({ side }));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(own.at(-1)?.metadata.annotations).toEqual({ [probeHashAnnotation]: hash });
    expect(specOf(daemonSet({ side })).template.metadata.annotations).toEqual({ [probeHashAnnotation]: hash });
    expect(probeObjects(parts({ side })).hash).toBe(hash);
    const others: readonly Partial<ProbeParts>[] = [
      { image: 'clusterpivot.local/probe:v2' },
      { ironicNamespace: 'ironic' },
      { ironicNamespace: undefined },
      { files: { ca: 'Y2E=' } },
      { files: { ca: 'b3RoZXI=' } },
      { files: everything },
      { files: { credentials: { username: 'dQ==', password: 'bmV3' } } },
      ...[
        { address: '172.22.0.3' },
        { interface: 'eth1' },
        { apiPort: 443 },
        { imagePort: 443 },
        { apiScheme: 'https' },
        { imageScheme: 'https' },
        { kernelPath: '/k' },
        { probeIntervalSeconds: 1 },
        { nodeSelector: { [side]: { rack: 'a' } } },
      ].map((endpoint) => ({ pivot: watching(endpoint) })),
    ];
    const hashes = [hash, ...others.map((is) => probeObjects(parts({ side, ...is })).hash)];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

it('makes nothing in the source that is installed there, and all of it in the target', () => {
  const name = probeName(pivot());
  expect(name).toBe(`${ownName(pivot())}-probe`);
  const inSource = probeObjects(parts({ files: everything }));
  expect(inSource.own.map(inShort)).toEqual([`Secret ${namespace}/${name}`, `DaemonSet ${namespace}/${name}`]);
  expect(inSource.besideIronic.map(inShort)).toEqual([`RoleBinding baremetal-operator-system/${name}-ironic`]);
  const inTarget = probeObjects(parts({ side: 'target', files: everything }));
  expect(inTarget.own.map(inShort)).toEqual(
    ['ServiceAccount', 'Role', 'RoleBinding', 'Secret', 'DaemonSet'].map((kind) => `${kind} ${namespace}/${name}`),
  );
  expect(inTarget.besideIronic.map(inShort)).toEqual(
    ['Role', 'RoleBinding'].map((kind) => `${kind} baremetal-operator-system/${name}-ironic`),
  );
});

it('gives the probes of the target the rights of config/probe-rights, and a namespace like that', () => {
  const read = (file: string) =>
    parseAllDocuments(readFileSync(join(folder, 'probe-rights', file), 'utf8')).map((one) => one.toJS() as KubeObject);
  const installed = read('rbac.yaml');
  const rules = (objects: readonly KubeObject[], kind: string) => objects.find((one) => one.kind === kind)?.['rules'];
  const { own, besideIronic } = probeObjects(parts({ side: 'target' }));
  expect(rules(own, 'Role')).toEqual(rules(installed, 'Role'));
  expect(rules(besideIronic, 'Role')).toEqual(rules(installed, 'ClusterRole'));
  const [administrators] = read('namespace.yaml');
  const ours = probeNamespaceObject();
  expect(ours.metadata).toMatchObject(administrators?.metadata ?? {});
  expect([ours, administrators].map((object) => object !== undefined && isMadeByPivot(object))).toEqual([true, false]);
});
