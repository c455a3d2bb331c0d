/** What both clusters answered, and what the checks make of it: the exact words. */
import { describe, expect, it } from 'vitest';
import { askedChecks } from '../../../src/pivot/checks/asked.ts';
import type { Trial } from '../../../src/pivot/survey.ts';
import { at, now, observation } from '../given.ts';
import { ask, type Case, saying, servers, surveyed } from './asked-given.ts';

function trial(name: string, answer: Trial['answer']): Trial {
  return { object: `Machine metal3/${name}`, answer };
}

const refused = trial('m-0', { state: 'refused', problem: 'machines is forbidden: exceeded quota' });
const accepted = trial('m-1', { state: 'accepted', pruned: [] });
const pruned = trial('m-2', { state: 'accepted', pruned: ['spec.a', 'spec.b', 'c', 'd', 'e', 'f', 'g'] });
const notYet = trial('m-3', { state: 'notYet', problem: 'the target has no Namespace metal3 yet' });
const notTriable = trial('m-4', { state: 'notTriable', problem: 'admission webhook "x" does not support dry run' });
const remedy = 'change what refuses it there (policy, quota, webhook or schema), or the object';
const waiting =
  'Machine metal3/m-3 cannot be tried out yet: the target has no Namespace metal3 yet; known once the target is prepared';

const dryRuns: readonly Case[] = [
  ['all admitted', 'CreatesAdmitted', surveyed({ creates: [accepted, pruned] }), undefined],
  [
    'a create refused',
    'CreatesAdmitted',
    surveyed({ creates: [accepted, refused, refused, notYet] }),
    `Machine metal3/m-0 is refused by the target: machines is forbidden: exceeded quota (and 1 more); ${remedy}`,
  ],
  [
    'words without end',
    'CreatesAdmitted',
    surveyed({ creates: [trial('m-0', { state: 'refused', problem: 'a'.repeat(700) })] }),
    `Machine metal3/m-0 is refused by the target: ${'a'.repeat(600)}…; ${remedy}`,
  ],
  ['no namespace yet', 'CreatesAdmitted', surveyed({ creates: [notYet] }), waiting],
  ['what cannot be tried is told elsewhere', 'CreatesAdmitted', surveyed({ creates: [notTriable] }), undefined],
  [
    'what cannot be tried',
    'DryRunsAnswered',
    surveyed({ creates: [notTriable], applies: [notTriable], deletes: [notTriable] }),
    `Machine metal3/m-4 cannot be tried out: admission webhook "x" does not support dry run (and 2 more); whether it will be admitted shows only when it is too late; make in the target what it needs, or set the webhook's sideEffects to None or NoneOnDryRun if that is true`,
  ],
  ['everything can be tried', 'DryRunsAnswered', surveyed({ creates: [refused, notYet] }), undefined],
  ['nothing pruned', 'NothingPruned', surveyed({ creates: [accepted, refused] }), undefined],
  [
    'fields pruned',
    'NothingPruned',
    surveyed({ creates: [accepted, pruned] }),
    "Machine metal3/m-2 would lose spec.a, spec.b, c, d, e and 2 more fields in the target; install the CRD of the source's version there, or stop the mutating webhook that takes them away",
  ],
  ['unknown while it cannot be tried', 'NothingPruned', surveyed({ creates: [notYet] }), waiting],
  [
    'manifests taken',
    'ManifestsAdmitted',
    surveyed({ creates: [refused], applies: [accepted, notTriable] }),
    undefined,
  ],
  [
    'a manifest refused',
    'ManifestsAdmitted',
    surveyed({ applies: [notYet, refused] }),
    'Machine metal3/m-0 is refused by the target: machines is forbidden: exceeded quota; change what refuses it there (policy, quota, webhook or schema), or the manifest',
  ],
  ['a manifest that has to wait', 'ManifestsAdmitted', surveyed({ applies: [notYet] }), waiting],
  ['all deletes admitted', 'DeletesAdmitted', surveyed({ creates: [refused], deletes: [accepted] }), undefined],
  [
    'a delete refused',
    'DeletesAdmitted',
    surveyed({ deletes: [refused] }),
    'Machine metal3/m-0 is refused by the source: machines is forbidden: exceeded quota; let the account of the operator delete it: change the policy there, or have its webhook answer and allow it',
  ],
];

const right = {
  verb: 'patch',
  resource: 'machines.cluster.x-k8s.io',
  namespace: 'metal3',
  why: 'for pausing',
  account: undefined,
};
const copies = { ...right, verb: 'list', namespace: undefined, account: 'ServiceAccount clusterpivot-system/copy' };

const rights: readonly Case[] = [
  ['every right', 'SourceRightsSuffice', servers({}, { missingRights: [right] }), undefined],
  [
    'a right of the operator missing',
    'SourceRightsSuffice',
    servers({ missingRights: [right, copies] }),
    'The account of the operator in the source may not patch machines.cluster.x-k8s.io in namespace metal3, for pausing (and 1 more); grant it (config/rbac and config/gitops-freeze have them all)',
  ],
  [
    'a right of the copy missing',
    'SourceRightsSuffice',
    servers({ missingRights: [copies] }),
    'ServiceAccount clusterpivot-system/copy in the source may not list machines.cluster.x-k8s.io, for pausing; grant it (config/rbac and config/gitops-freeze have them all)',
  ],
  ['every right in the target', 'TargetRightsSuffice', servers({ missingRights: [right] }), undefined],
  [
    'a right in the target missing',
    'TargetRightsSuffice',
    servers({}, { missingRights: [right] }),
    'The account of the operator in the target may not patch machines.cluster.x-k8s.io in namespace metal3, for pausing; grant it to the identity of the kubeconfig, or put the kubeconfig of an administrator into the Secret',
  ],
];

const hour = 3_600_000;
const expiring = (ms: number) => servers({}, { expiries: [{ what: 'token in Secret a/b', at: now + ms }] });

const reliable: readonly Case[] = [
  ['each request answered', 'ServersStable', servers({}), undefined],
  [
    'a request without an answer',
    'ServersStable',
    servers({}, { failures: ['get /readyz: no answer: reset', 'get /readyz: 500'] }),
    'API server of the target failed 2 of 50 requests (get /readyz: no answer: reset); waiting until it answers each of them',
  ],
  ['clocks a second apart', 'ClocksAgree', servers({ clockAheadMs: 1000 }, { clockAheadMs: undefined }), undefined],
  [
    'clocks far apart',
    'ClocksAgree',
    servers({ clockAheadMs: -2100 }, { clockAheadMs: 7250 }),
    'API server of the source has a clock that is 2.1 s behind ours (and 1 more); synchronize the clocks (NTP)',
  ],
  ['a token for a month', 'CredentialsOutlastPivot', expiring(30 * 24 * hour), undefined],
  ['a token for a month', 'CredentialsLast', expiring(30 * 24 * hour), undefined],
  ['a token for a day', 'CredentialsOutlastPivot', expiring(24 * hour), undefined],
  [
    'a token for a day',
    'CredentialsLast',
    expiring(24 * hour),
    `The token in Secret a/b (for the target) ends at ${at(24 * 3600)}, and has to last 26.8 h from now; renew it`,
  ],
  [
    'a token for an hour',
    'CredentialsOutlastPivot',
    expiring(hour),
    `The token in Secret a/b (for the target) ends at ${at(3600)}, and has to last 2.8 h from now; renew it`,
  ],
  ['what is a failure is no warning as well', 'CredentialsLast', expiring(hour), undefined],
  [
    'a token that is over',
    'CredentialsOutlastPivot',
    expiring(-hour),
    `The token in Secret a/b (for the target) has ended at ${at(-3600)}, and has to last 2.8 h from now; renew it`,
  ],
];

describe('of what both clusters answered', () => {
  it.each([...dryRuns, ...rights, ...reliable])('%s: %s', (_, check, observed, said) => {
    expect(saying(check, observed)).toBe(said);
  });
});

const ofSurvey = askedChecks.filter(({ name }) => {
  const answer = ask(name, observation({ survey: { state: 'running', done: 1, total: 2 } }));
  return answer !== undefined && 'pending' in answer;
});

it('most wait for the answers, and say what they wait for', () => {
  expect(ofSurvey.map(({ name }) => name)).toEqual([
    'ServersStable',
    'ClocksAgree',
    'CredentialsOutlastPivot',
    'CredentialsLast',
    'SourceRightsSuffice',
    'TargetRightsSuffice',
    'WebhooksAnswer',
    'CreatesAdmitted',
    'NothingPruned',
    'ManifestsAdmitted',
    'DeletesAdmitted',
    'DryRunsAnswered',
    'FreezeLasts',
    'GitOpsReleased',
    'NoGitOpsMarks',
  ]);
  const broken = observation({ survey: { state: 'failed', problem: 'get /version: no answer' } });
  expect(ask('ServersStable', broken)).toEqual({
    pending: 'asking both clusters was broken off: get /version: no answer',
  });
  expect(ask('ServersStable', observation({ survey: { state: 'notPossible' } }))).toEqual({
    pending: 'both clusters have not answered yet',
  });
});

it('a world that could be pivoted passes them all', () => {
  for (const { name } of askedChecks) expect([name, ask(name, observation())]).toEqual([name, undefined]);
});
