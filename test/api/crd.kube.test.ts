import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseSpec } from '../../src/api/clusterpivot.ts';
import { clusterPivotCrd, frozenWhileUnderWay } from '../../src/api/crd.ts';
import { specSchema } from '../../src/api/spec.ts';
import { type PivotApi, servePivots } from './pivot-on-server.ts';
import { call } from './raw-api.ts';
import { hasUnknownFields, oddSpec, validSpec } from './specs.ts';

let pivots: PivotApi;
beforeAll(async () => {
  pivots = await servePivots('crd-test');
});

const refused = (field: string) =>
  `spec.${field} may not change while the pivot is under way; set spec.rollback to call it off first`;
const started = { journal: { startedTime: '2026-01-01T00:00:00Z' } };

/** For each field, another value than in the sample spec that is valid. */
const sampleSpec = {
  clusterName: 'prod',
  target: { kubeconfigSecretRef: { name: 'prod-kubeconfig' } },
  bareMetalOperator: { source: { namespace: 'bmo', name: 'bmo' } },
};
const otherValues: Readonly<Record<string, unknown>> = {
  target: { kubeconfigSecretRef: { name: 'other' } },
  mode: 'Plan',
  approval: 'Manual',
  approvedPlan: 'abc',
  suspend: true,
  providers: { install: 'Preinstalled' },
  bareMetalOperator: { source: { name: 'other' } },
  ironic: { source: { namespace: 'metal3', name: 'ironic' } },
  gitOps: { freeze: [{ kind: 'Application', namespace: 'argocd', name: 'clusters' }] },
  gates: { soakSeconds: 1 },
  timeouts: { copyingSeconds: 1 },
  onFailure: 'Hold',
  unclaimedHosts: 'Refuse',
  leftBehind: { policy: 'Allow' },
};

describe('the CRD', () => {
  it('is accepted without a remark: names taken, schema structural', async () => {
    const { body } = await call({
      method: 'GET',
      path: `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${clusterPivotCrd().metadata.name}`,
    });
    const { conditions } = body.status as { conditions: { type: string; status: string }[] };
    const states = Object.fromEntries(conditions.map(({ type, status }) => [type, status]));
    expect(states).toMatchObject({ Established: 'True', NamesAccepted: 'True' });
    expect(states['NonStructuralSchema'] ?? 'False').toBe('False');
  });

  it('gives a new ClusterPivot a status that nobody takes for current', async () => {
    const { body } = await pivots.create('new', { clusterName: 'prod' });
    expect(body.status).toEqual({ observedGeneration: -1 });
    await pivots.patch('new', { metadata: { labels: { seen: 'yes' } } });
    expect((await pivots.get('new')).body.status).toEqual({ observedGeneration: -1 });
  });

  it('prints cluster, phase, progress, readiness, message and age', async () => {
    const api = await servePivots('crd-table');
    const lastTransitionTime = '2026-01-01T00:00:00Z';
    const ready = { type: 'Ready', status: 'False', reason: 'InProgress', message: 'no', lastTransitionTime };
    await api.given(
      'printed',
      { clusterName: 'prod' },
      {
        phase: 'Copying',
        message: '3 of 9 objects copied',
        progress: { planned: 9, copied: 3, deleted: 0, percent: 41 },
        conditions: [{ ...ready, type: 'Stalled', reason: 'Other' }, ready],
        hosts: { total: 14, ready: 13 },
        endpoint: { address: '172.22.0.2', heldBy: 'target node cp-1', since: lastTransitionTime },
      },
    );
    const { names, rows } = await api.table();
    expect(names.join(', ')).toBe(
      'Name, Cluster, Phase, Progress, Ready, Message, Age, Reason, Hosts, Hosts Ready, Endpoint Held By, Plan',
    );
    const cells = [...(rows[0] ?? [])];
    expect(cells.slice(0, 6)).toEqual(['printed', 'prod', 'Copying', 41, 'False', '3 of 9 objects copied']);
    expect(cells.slice(7)).toEqual(['InProgress', 14, 13, 'target node cp-1', null]);
    expect(cells[6]).toMatch(/^\d+s$/);
  });

  it('accepts the samples', async () => {
    const folder = join(import.meta.dirname, '../../config/samples');
    for (const file of await readdir(folder)) {
      const { spec } = parse(await readFile(join(folder, file), 'utf8')) as { spec: unknown };
      expect(await pivots.judge(spec, 'Strict'), file).toMatchObject({ status: 201 });
    }
  });
});

describe('zod and the API server', () => {
  it.each([
    { name: 'valid', specs: validSpec, leastRefusals: 0, mostRefusals: 0 },
    { name: 'odd', specs: oddSpec, leastRefusals: 100, mostRefusals: 380 },
  ])(
    'agree on $name specs: on acceptance, on defaults, on what is dropped',
    async ({ specs, leastRefusals, mostRefusals }) => {
      let [accepted, refusals] = [0, 0];
      await fc.assert(
        fc.asyncProperty(specs, async (spec) => {
          const parsed = parseSpec(spec);
          const lenient = await pivots.judge(spec, 'Ignore');
          const stored = lenient.status === 201 ? lenient.body.spec : 'refused';
          const expected = parsed.ok ? parsed.spec : 'refused';
          expect(stored, parsed.ok ? lenient.body.message : parsed.problem).toEqual(expected);
          const strict = await pivots.judge(spec, 'Strict');
          const strictlyValid = parsed.ok && !hasUnknownFields(spec, parsed.spec);
          expect(strict.status === 201).toBe(strictlyValid);
          if (strictlyValid) accepted++;
          else refusals++;
        }),
        { numRuns: 400 },
      );
      // The generators do produce what their names say.
      expect(accepted).toBeGreaterThan(20);
      expect(refusals).toBeGreaterThanOrEqual(leastRefusals);
      expect(refusals).toBeLessThanOrEqual(mostRefusals);
    },
  );

  it.each<[field: string, ironic: object, message: string]>([
    ['endpoint.address', { endpoint: { address: '1.2.3', interface: 'eth1' } }, 'must be an IP address'],
    ['source', { source: { name: 'ironic' } }, 'are given together'],
    ['target', { target: { namespace: 'metal3' } }, 'are given together'],
    ['source', { source: { type: 'IronicStandalone' } }, 'needs source.namespace and source.name'],
    ['target', { target: { type: 'Manifests' } }, 'need target.manifestsRef'],
    ['source', { source: { type: 'External' } }, 'needs endpoint'],
    ['target', { target: { type: 'Preinstalled' } }, 'needs endpoint'],
  ])('refuse an odd spec.ironic.%s, and say why: %o', async (field, ironic, message) => {
    const spec = { clusterName: 'prod', ironic };
    expect(parseSpec(spec)).toEqual({ ok: false, problem: expect.stringContaining(message) });
    const { status, body } = await pivots.judge(spec, 'Strict');
    expect(status).toBe(422);
    expect(body.message).toContain(`spec.ironic.${field}: Invalid value`);
    expect(body.message).toContain(message);
  });

  it('differ on null only, which the API server takes for absent before anybody else sees it', async () => {
    const spec = { clusterName: 'prod', suspend: null, gates: null };
    expect(specSchema.safeParse(spec).success).toBe(false);
    const { status, body } = await pivots.judge(spec, 'Strict');
    expect(status).toBe(201);
    expect(body.spec).toEqual(specSchema.parse({ clusterName: 'prod' }));
  });
});

describe('names', () => {
  it('fit into labels', async () => {
    expect(await pivots.create('a'.repeat(63), { clusterName: 'prod' })).toMatchObject({ status: 201 });
    const { status, body } = await pivots.create('a'.repeat(64), { clusterName: 'prod' });
    expect(status).toBe(422);
    expect(body.message).toContain('metadata.name must be no longer than 63 characters');
  });
});

describe('clusterName', () => {
  it('never changes, not even before the start', async () => {
    await pivots.given('renamed', sampleSpec);
    const { status, body } = await pivots.patch('renamed', { spec: { clusterName: 'other' } });
    expect(status).toBe(422);
    expect(body.message).toContain('spec.clusterName: Forbidden');
    expect(body.message).toContain('spec.clusterName may not change; create another ClusterPivot');
  });
});

describe('a pivot under way', () => {
  it.each(frozenWhileUnderWay)('does not let spec.%s change', async (field) => {
    const name = `frozen-${field.toLowerCase()}`;
    await pivots.given(name, sampleSpec, started);
    const { status, body } = await pivots.patch(name, { spec: { [field]: otherValues[field] } });
    expect(status).toBe(422);
    expect(body.message).toContain(`spec.${field}: Forbidden: ${refused(field)}`);
  });

  it('does not let an optional field go', async () => {
    await pivots.given('removed', sampleSpec, started);
    const { status, body } = await pivots.patch('removed', { spec: { target: null } });
    expect(status).toBe(422);
    expect(body.message).toContain(refused('target'));
  });

  it('lets every other field change', async () => {
    await pivots.given('mutable', sampleSpec, started);
    const frozen: readonly string[] = [...frozenWhileUnderWay, 'clusterName'];
    const free = Object.keys(specSchema.shape).filter((field) => !frozen.includes(field));
    for (const field of free) {
      expect(await pivots.patch('mutable', { spec: { [field]: otherValues[field] } }), field).toMatchObject({
        status: 200,
      });
    }
  });

  it('cannot be talked out of it by a status in the same update', async () => {
    await pivots.given('forged', sampleSpec, started);
    const answer = await pivots.patch('forged', {
      spec: { target: otherValues['target'] },
      status: { journal: { completedTime: '2026-01-01T00:00:01Z' } },
    });
    expect(answer.body.message).toContain(refused('target'));
  });

  it.each<[string, boolean, object]>([
    ['before it starts', true, { phase: 'Preflight', journal: {} }],
    ['while it is rolled back', false, { journal: { ...started.journal, rollback: { startedTime: 'x', cause: 'y' } } }],
    [
      'when it is rolled back',
      true,
      { journal: { ...started.journal, rollback: { startedTime: 'x', cause: 'y', finishedTime: 'z' } } },
    ],
    ['after the commit', false, { journal: { ...started.journal, committedTime: 'x' } }],
    ['when it is complete', true, { journal: { ...started.journal, completedTime: 'x' } }],
  ])('%s the frozen fields may change: %s', async (when, allowed, status) => {
    const name = when.replaceAll(' ', '-');
    await pivots.given(name, sampleSpec, status);
    for (const field of frozenWhileUnderWay) {
      const answer = await pivots.patch(name, { spec: { [field]: otherValues[field] } });
      expect(answer, field).toMatchObject({ status: allowed ? 200 : 422 });
    }
  });
});

describe('a status as large as a request may be', () => {
  it('does not exhaust the budget of the rules', async () => {
    await pivots.given('large', sampleSpec);
    const name = (index: number) => `${index}-`.padEnd(100, 'x');
    const status = {
      ...started,
      plan: {
        hash: 'abc',
        objects: 3000,
        kinds: [],
        steps: [],
        hosts: Array.from({ length: 3000 }, (_, index) => ({ name: name(index), state: 'provisioned', claimed: true })),
      },
      journal: { ...started.journal, pausedHosts: Array.from({ length: 5000 }, (_, index) => name(index)) },
    };
    expect(JSON.stringify(status).length).toBeGreaterThan(900_000);
    expect(await pivots.patchStatus('large', status)).toMatchObject({ status: 200 });
    expect(await pivots.patch('large', { spec: { suspend: true } })).toMatchObject({ status: 200 });
    const answer = await pivots.patch('large', { spec: { mode: 'Plan' } });
    expect(answer.body.message).toContain(refused('mode'));
  });

  it('keeps one condition a type', async () => {
    await pivots.given('conditions', sampleSpec);
    const ready = { type: 'Ready', status: 'True', reason: 'Met', message: '', lastTransitionTime: 'x' };
    const { status, body } = await pivots.patchStatus('conditions', { conditions: [ready, ready] });
    expect(status).toBe(422);
    expect(body.message).toContain('Duplicate value');
  });
});
