/** Arbitrary specs of ClusterPivots: valid ones, and such with something odd in one place. */
import * as fc from 'fast-check';

const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
const subdomain = fc.array(label, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));
const seconds = (least: number, most: number) => fc.integer({ min: least, max: most });
const deployment = fc.record({ namespace: label, name: subdomain });
const sides = fc.record({ source: deployment, target: deployment }, { requiredKeys: [] });

const nodeSelector = fc.dictionary(label, fc.constantFrom('', 'a'), { maxKeys: 3 });
const endpoint = fc.record(
  {
    address: fc.oneof(fc.ipV4(), fc.constantFrom('fd00:1101::2', '2001:db8::1')),
    interface: fc.stringMatching(/^[a-z0-9.]{1,15}$/),
    apiPort: seconds(1, 65_535),
    imagePort: seconds(1, 65_535),
    apiScheme: fc.constantFrom('http', 'https'),
    imageScheme: fc.constantFrom('http', 'https'),
    caSecretRef: fc.record({ name: subdomain, key: label }, { requiredKeys: ['name'] }),
    credentialsSecretRef: fc.record({ name: subdomain }),
    kernelPath: fc.constantFrom('/', '/images/kernel'),
    virtualRouterId: seconds(1, 255),
    prefixes: fc.array(seconds(1, 128), { maxLength: 8 }),
    dhcpServers: fc.array(fc.ipV4(), { maxLength: 3 }),
    nodeSelector: fc.record({ source: nodeSelector, target: nodeSelector }, { requiredKeys: [] }),
    releaseSeconds: seconds(0, 3600),
    probeIntervalSeconds: seconds(1, 60),
  },
  { requiredKeys: ['address', 'interface'] },
);
const manifestsRef = fc.record(
  { kind: fc.constantFrom('ConfigMap', 'Secret'), name: subdomain },
  { requiredKeys: ['name'] },
);
const named = { namespace: label, name: subdomain };
const deploymentType = fc.record({ type: fc.constant('Deployment') }, { requiredKeys: [] });
/** Each type with what it needs. */
const ironic = fc.oneof(
  fc.record(
    { source: fc.oneof(deploymentType, deployment), target: fc.oneof(deploymentType, deployment), endpoint },
    { requiredKeys: [] },
  ),
  fc.record({
    endpoint,
    source: fc.oneof(
      fc.record({ type: fc.constant('External') }),
      fc.record(
        { type: fc.constant('IronicStandalone'), ...named, operator: deployment },
        { requiredKeys: ['type', 'namespace', 'name'] },
      ),
    ),
    target: fc.oneof(
      fc.record({ type: fc.constant('Preinstalled') }),
      fc.record({ type: fc.constant('Manifests'), manifestsRef }),
      fc.record({ type: fc.constant('IronicStandalone'), ...named, manifestsRef }),
    ),
  }),
);

/** Every field, present or not; each nested object with any of its fields. */
export const validSpec: fc.Arbitrary<object> = fc.record(
  {
    clusterName: label,
    target: fc.record(
      {
        kubeconfigSecretRef: fc.record(
          { name: subdomain, key: fc.stringMatching(/^[-._a-zA-Z0-9]{1,30}$/) },
          { requiredKeys: ['name'] },
        ),
      },
      { requiredKeys: [] },
    ),
    mode: fc.constantFrom('Execute', 'Plan'),
    approval: fc.constantFrom('Automatic', 'Manual'),
    approvedPlan: fc.stringMatching(/^[a-f0-9]{1,64}$/),
    suspend: fc.boolean(),
    providers: fc.record(
      {
        install: fc.constantFrom('MatchSource', 'Preinstalled'),
        clusterctlConfigRef: fc.record({ name: subdomain }),
        variablesSecretRef: fc.record({ name: subdomain }),
      },
      { requiredKeys: [] },
    ),
    bareMetalOperator: sides,
    ironic,
    gitOps: fc.record(
      {
        freeze: fc.uniqueArray(
          fc.record({ kind: fc.constantFrom('Application', 'Kustomization', 'HelmRelease'), ...named }),
          { maxLength: 3, comparator: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
        ),
        afterCompletion: fc.constantFrom('Leave', 'Thaw'),
      },
      { requiredKeys: [] },
    ),
    gates: fc.record(
      { steadySeconds: seconds(0, 3600), holdSeconds: seconds(0, 3600), soakSeconds: seconds(0, 86_400) },
      { requiredKeys: [] },
    ),
    timeouts: fc.record(
      {
        preparingSeconds: seconds(1, 86_400),
        quiescingSeconds: seconds(1, 604_800),
        handingOverSeconds: seconds(1, 86_400),
        copyingSeconds: seconds(1, 86_400),
      },
      { requiredKeys: [] },
    ),
    onFailure: fc.constantFrom('Rollback', 'Hold'),
    unclaimedHosts: fc.constantFrom('Include', 'Refuse'),
    leftBehind: fc.record(
      {
        policy: fc.constantFrom('Refuse', 'Allow'),
        objects: fc.array(fc.record({ kind: fc.constantFrom('Secret', 'ConfigMap'), name: subdomain }), {
          maxLength: 3,
        }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['clusterName'] },
);

/** Values that are right somewhere and wrong elsewhere. null is apart: the API server takes it for "absent". */
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    'a',
    'A',
    '-a',
    'a-',
    'a.b',
    'a..b',
    'a.',
    'a/b',
    '..',
    'a\n',
    'ä',
    '🙂',
    ' a',
    'execute',
  ),
  fc.constantFrom<unknown>('Execute', 'Plan', 'Manual', 'MatchSource', 'Rollback', 'Include', 'true', '30', 'abc123'),
  fc.constantFrom(1, 63, 64, 65, 253, 254, 1025).map((length) => 'a'.repeat(length)),
  fc.constantFrom<unknown>(-1, 0, 1, 1.5, 3600, 3601, 86_400, 86_401, 604_800, 604_801, 2 ** 31, 2 ** 53, 1e21),
  fc.constantFrom<unknown>(
    true,
    false,
    {},
    [],
    ['a'],
    [{}],
    { name: 'a' },
    { namespace: 'a', name: 'a' },
    { key: 'a' },
  ),
);

type Json = Record<string, unknown>;

/** Paths of all fields of an object, the object's own first. */
function pathsOf(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => [[...at, key], ...pathsOf(child, [...at, key])]);
}

function changed(spec: object, path: readonly string[], change: (parent: Json, key: string) => void): object {
  const copy = structuredClone(spec) as Json;
  const parents = path.slice(0, -1).reduce<Json>((parent, key) => parent[key] as Json, copy);
  change(parents, path.at(-1) ?? '');
  return copy;
}

/** A valid spec with one field replaced, removed, or given an unknown neighbour; the result may be valid still. */
export const oddSpec: fc.Arbitrary<object> = validSpec.chain((spec) =>
  fc
    .tuple(
      fc.constantFrom(...pathsOf(spec)),
      fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add'),
      oddValue,
    )
    .map(([path, how, value]) =>
      changed(spec, path, (parent, key) => {
        if (how === 'remove') delete parent[key];
        else parent[how === 'add' ? 'surprise' : key] = value;
      }),
    ),
);

/** Whether something in the spec is a field that no ClusterPivot has; `parsed` is the spec after zod dropped those. */
export function hasUnknownFields(spec: unknown, parsed: unknown): boolean {
  const known = new Set(pathsOf(parsed).map((path) => path.join('/')));
  return pathsOf(spec).some((path) => !known.has(path.join('/')));
}
