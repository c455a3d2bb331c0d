/** Can both API servers be relied on: do they answer, agree on the time, and go on knowing us? */
import type { ClusterPivot } from '../../../api/clusterpivot.ts';
import { type Case, type Violation, violationOf } from '../../result.ts';
import type { Survey } from '../../survey.ts';
import type { Check } from '../check.ts';
import { ofEach, ofSurvey } from './taken.ts';

/** Tokens, leases and the times in a status are compared in whole seconds. */
const mostSkewMs = 2000;
const dayMs = 24 * 3_600_000;

export const servers: readonly Check[] = [
  {
    name: 'ServersStable',
    predicate: 'both API servers answer each of 50 requests within five seconds (/readyz)',
    source: 'metal3-dev-env, move.yaml: check that both API servers are stable',
    severity: 'Failure',
    ask: ofSurvey((survey) =>
      violationOf(
        'ApiNotStable',
        ofEach(survey, ({ requests, failures }, side) =>
          failures.length === 0
            ? []
            : [
                {
                  object: `API server of the ${side}`,
                  seen: `failed ${failures.length} of ${requests} requests (${failures[0]})`,
                },
              ],
        ),
        'waiting until it answers each of them',
      ),
    ),
  },
  {
    name: 'ClocksAgree',
    predicate: 'the clocks of both API servers are within two seconds of ours',
    source: 'ours; leases, tokens and the order of events go by them',
    severity: 'Warning',
    ask: ofSurvey((survey) =>
      violationOf(
        'ClockSkew',
        ofEach(survey, ({ clockAheadMs = 0 }, side) =>
          Math.abs(clockAheadMs) <= mostSkewMs
            ? []
            : [
                {
                  object: `API server of the ${side}`,
                  seen: `has a clock that is ${seconds(Math.abs(clockAheadMs))} ${clockAheadMs > 0 ? 'ahead of' : 'behind'} ours`,
                },
              ],
        ),
        'synchronize the clocks (NTP)',
      ),
    ),
  },
  {
    name: 'CredentialsOutlastPivot',
    predicate:
      'the certificates of both API servers, and what we authenticate with, last longer than a pivot may take from Preparing to the end, without Quiescing',
    source: 'ours; `.spec.timeouts` and `.spec.gates`',
    severity: 'Failure',
    ask: ofSurvey((survey, { now, pivot }) => expiring(survey, { now, within: atMostMs(pivot), from: 0 })),
  },
  {
    name: 'CredentialsLast',
    predicate: 'they last for another 24 hours at least, and as long as Quiescing may wait',
    source: 'ours; `.spec.timeouts.quiescingSeconds`',
    severity: 'Warning',
    ask: ofSurvey((survey, { now, pivot }) => {
      const needed = atMostMs(pivot);
      const wanted = Math.max(dayMs, needed + pivot.spec.timeouts.quiescingSeconds * 1000);
      return expiring(survey, { now, within: wanted, from: needed });
    }),
  },
];

/** What comes after the commit takes as long as it takes; an hour is much for it. */
function atMostMs({ spec: { timeouts, gates } }: ClusterPivot): number {
  const { preparingSeconds, handingOverSeconds, copyingSeconds } = timeouts;
  const { steadySeconds, holdSeconds, soakSeconds } = gates;
  const budgets = preparingSeconds + handingOverSeconds + copyingSeconds;
  return 1000 * (budgets + steadySeconds + holdSeconds + soakSeconds + 3600);
}

interface Window {
  readonly now: number;
  readonly from: number;
  readonly within: number;
}

function expiring(survey: Survey, { now, from, within }: Window): Violation | undefined {
  const cases = ofEach(survey, ({ expiries }, side): readonly Case[] =>
    expiries
      .filter(({ at }) => at - now < within && at - now >= (from === 0 ? -Infinity : from))
      .map(({ what, at }) => ({
        object: `The ${what}`,
        seen: `(for the ${side}) ${at <= now ? 'has ended' : 'ends'} at ${new Date(at).toISOString()}, and has to last ${hours(within)} from now`,
      })),
  );
  return violationOf('CredentialsExpire', cases, 'renew it');
}

function hours(ms: number): string {
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
