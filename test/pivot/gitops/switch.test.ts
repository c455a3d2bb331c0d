/** Is an owner frozen, what is done to freeze it, and what is it in the middle of? */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { workUnderWay } from '../../../src/pivot/gitops/owners.ts';
import { isAsFrozen, isOff, offValue, switchedBy, switchPatch, wasOf } from '../../../src/pivot/gitops/switch.ts';
import { application, helmRelease, kustomization, setBy } from './given.ts';

const frozen = { off: true, asFrozen: true, was: undefined };
const thawed = (was: string | undefined) => ({ off: false, asFrozen: false, was });

describe('an owner', () => {
  it.each<[what: string, owner: KubeObject, is: { off: boolean; asFrozen: boolean; was: string | undefined }]>([
    ['an Application without a policy', { ...application(), spec: {} }, frozen],
    ['an Application that waits to be asked', application(), frozen],
    ['one that follows commits', application({}), thawed('{}')],
    ['one that heals', application({ prune: true, selfHeal: true }), thawed('{"prune":true,"selfHeal":true}')],
    ['one that is enabled in so many words', application({ enabled: true }), thawed('{"enabled":true}')],
    ['one that is disabled', application({ enabled: false }), { off: true, asFrozen: false, was: '{"enabled":false}' }],
    ['a Kustomization', kustomization(), thawed(undefined)],
    ['one that says it is not suspended', kustomization(false), thawed('false')],
    ['one that is suspended', kustomization(true), { ...frozen, was: 'true' }],
    ['a HelmRelease', helmRelease(), thawed(undefined)],
    ['one that is suspended, too', helmRelease(true), { ...frozen, was: 'true' }],
  ])('%s', (_, owner, is) => {
    expect({ off: isOff(owner), asFrozen: isAsFrozen(owner), was: wasOf(owner).was }).toEqual(is);
  });

  it.each<[string, KubeObject, object]>([
    ['automated sync taken off', application({}), { spec: { syncPolicy: { automated: null } } }],
    ['suspend set', kustomization(), { spec: { suspend: true } }],
    ['suspend set, too', helmRelease(), { spec: { suspend: true } }],
  ])('is frozen by %s', (_, { kind }, patch) => {
    expect(switchPatch(kind, offValue(kind))).toEqual(patch);
  });

  it('is given back what it was', () => {
    expect(switchPatch('Application', { selfHeal: true })).toEqual({
      spec: { syncPolicy: { automated: { selfHeal: true } } },
    });
    expect(switchPatch('HelmRelease', null)).toEqual({ spec: { suspend: null } });
  });

  it('tells who set it last', () => {
    const owner = setBy(
      kustomization(true),
      ['flux', '2026-03-02T09:00:00Z'],
      ['kustomize-controller', '2026-03-01T09:00:00Z'],
    );
    expect(switchedBy(owner).map(({ manager }) => manager)).toEqual(['kustomize-controller', 'flux']);
    expect(switchedBy(setBy(application({}), ['argocd-controller', '2026-03-02T09:00:00Z']))).toHaveLength(1);
    expect(switchedBy(kustomization())).toEqual([]);
  });
});

const conditions = (...given: readonly object[]) => ({ status: { conditions: given } });
const reconciling = (reason: string) => ({
  type: 'Reconciling',
  status: 'True',
  reason,
  message: 'Building manifests',
});
const ready = (status: string) => ({ type: 'Ready', status, reason: 'x' });
const operation = (phase: string) => ({ status: { operationState: { phase, message: 'waiting for healthy state' } } });
const building = 'is being reconciled (Building manifests)';

describe('under way', () => {
  it.each<[string, KubeObject, string | undefined]>([
    ['nothing', application({}), undefined],
    ['an operation', application({}, operation('Running')), 'has an operation under way (waiting for healthy state)'],
    [
      'one that is being ended',
      application(undefined, operation('Terminating')),
      'has an operation under way (waiting for healthy state)',
    ],
    [
      'one that nobody has begun yet',
      application(undefined, { operation: { sync: {} } }),
      'has an operation under way',
    ],
    ['none any more', application({}, operation('Failed')), undefined],
    ['a reconcile', kustomization(false, conditions(ready('Unknown'), reconciling('Progressing'))), building],
    ['a release', helmRelease(true, conditions(ready('Unknown'), reconciling('Progressing'))), building],
    [
      'a try that failed, and another to come',
      kustomization(true, conditions(ready('False'), reconciling('ProgressingWithRetry'))),
      undefined,
    ],
    ['a wait for a dependency', helmRelease(true, conditions(ready('False'), reconciling('Progressing'))), undefined],
    ['nothing any more', kustomization(true, conditions(ready('True'))), undefined],
  ])('%s', (_, owner, work) => {
    expect(workUnderWay(owner)).toBe(work);
  });
});
