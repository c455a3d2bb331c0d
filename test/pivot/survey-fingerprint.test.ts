/** What makes another survey necessary, and what does not? */
import { expect, it } from 'vitest';
import type { ObservedManifests } from '../../src/pivot/observation.ts';
import { surveyFingerprint } from '../../src/pivot/survey-fingerprint.ts';
import { cluster, marked, observation, ownedObjects, secret, targetView, view, webhook } from './given.ts';

const usual = surveyFingerprint(observation());
const settings = secret('settings');
const manifests = (hash: string, existsInTarget: boolean): ObservedManifests => ({
  state: 'found',
  hash,
  objects: [{ object: settings, existsInTarget }],
});

it.each([
  ['another generation of an object that moves', { source: view([marked(cluster(), { generation: 2 })]) }],
  ['an object more', { source: view([...ownedObjects(), secret('prod-ca')]) }],
  ['a namespace in the target', { target: targetView([], { namespaceExists: false }) }],
  ['another webhook', { target: targetView([], { webhooks: [webhook({ failurePolicy: 'Ignore' })] }) }],
  ['manifests', { ironicManifests: manifests('a', false) }],
])('%s does', (_, is) => {
  expect(surveyFingerprint(observation(is))).not.toBe(usual);
});

it('other manifests do, and what the target has of them', () => {
  const all = [manifests('a', false), manifests('b', false), manifests('a', true)].map((ironicManifests) =>
    surveyFingerprint(observation({ ironicManifests })),
  );
  expect(new Set(all).size).toBe(3);
});

it('a status that changes does not', () => {
  const objects = ownedObjects().map((object) => ({
    ...object,
    status: { ...(object['status'] as object | undefined), seen: 1 },
  }));
  expect(surveyFingerprint(observation({ source: view(objects) }))).toBe(usual);
});

it('there is none while a cluster is not read', () => {
  expect(surveyFingerprint(observation({ target: undefined }))).toBeUndefined();
  expect(surveyFingerprint(observation({ source: view([], { objects: undefined }) }))).toBeUndefined();
});
