/** Will the webhooks answer that stand before what moves? */
import type { Side } from '../../observation.ts';
import { type Case, violationOf } from '../../result.ts';
import type { WebhookService } from '../../survey.ts';
import { type Check, pending } from '../check.ts';
import { installsProviders, ofEach, ofSurvey } from './taken.ts';

const kinds = {
  Validating: 'ValidatingWebhookConfiguration',
  Mutating: 'MutatingWebhookConfiguration',
  Conversion: 'CustomResourceDefinition',
} as const;

export const webhooksAnswer: Check = {
  name: 'WebhooksAnswer',
  predicate:
    'each webhook that stands before a kind that moves, and whose failure is not ignored, has a CA bundle and a Service with ready endpoints',
  source: 'cluster-api #4426: a webhook that refused connections broke one pivot in ten',
  severity: 'Failure',
  ask: ofSurvey((survey, observation) => {
    const found = violationOf(
      'WebhookNotAnswering',
      ofEach(survey, ({ webhooks }, side) => webhooks.flatMap((webhook) => caseOf(webhook, side))),
      'waiting until it can be asked; mend what serves it, or remove a configuration that nobody serves any more',
    );
    if (found !== undefined) return found;
    return installsProviders(observation)
      ? pending("the target's providers, and their webhooks, are still to be installed")
      : undefined;
  }),
};

function caseOf(webhook: WebhookService, side: Side): readonly Case[] {
  const why = problemOf(webhook);
  if (why === undefined) return [];
  const { kind, configuration, name } = webhook;
  const which = name === configuration ? '' : ` has webhook ${name}, which`;
  return [{ object: `${kinds[kind]} ${configuration} in the ${side}`, seen: `${which} ${why}`.trimStart() }];
}

/** A webhook at a URL is out of sight; dry runs ask it. */
function problemOf({ failurePolicy, hasCaBundle, service, readyEndpoints }: WebhookService): string | undefined {
  if (failurePolicy !== 'Fail' || service === undefined) return undefined;
  if (!hasCaBundle) return `cannot be trusted: its caBundle is empty (Service ${service})`;
  return readyEndpoints === 0 ? `has no ready endpoint behind Service ${service}` : undefined;
}
