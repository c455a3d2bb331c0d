/** Is the address free: Ironic gone from the source, the address on no node, nobody answering for it, for a while? */

import { type Followed, follow, type Streak } from './streak.ts';
import {
  allWitnesses,
  type EndpointView,
  holderAmong,
  isOnWire,
  type Side,
  unknownSide,
  type Witness,
  witnessesOf,
} from './view.ts';
import { type EndpointViolation, endpointViolation } from './violation.ts';

/** Holds before the target's Ironic is started: EndpointReleased. */
export function followRelease(before: Streak | undefined, view: EndpointView): Followed {
  return follow(before, {
    view,
    violation: endpointNotReleased(view),
    about: view.expectation.address,
    seconds: view.expectation.releaseSeconds,
    young: { reason: 'ReleaseNotSteady', what: `nobody has held ${view.expectation.address}` },
  });
}

/** In this very observation. */
export function endpointNotReleased(view: EndpointView): EndpointViolation | undefined {
  if (!view.sourceIronicGone) {
    return endpointViolation(
      'SourceIronicRunning',
      `the source's Ironic has not ended, and would keep ${view.expectation.address}; waiting until its Pods are gone`,
    );
  }
  return (
    unknownSide(view, view.source, ['link', 'held', 'heldChanges']) ??
    unknownSide(view, view.target, ['link', 'held', 'heldChanges']) ??
    keepalivedRuns(view, view.source) ??
    stillHeldBy(view, view.source) ??
    stillHeldBy(view, view.target) ??
    noVantagePoint(view) ??
    stillAnswers(view) ??
    portStillAnswers(view)
  );
}

/** On the way back, in this very observation: nothing in the target has the address or could take it. */
export function endpointNotReturned(view: EndpointView): EndpointViolation | undefined {
  return (
    unknownSide(view, view.target, ['held']) ?? keepalivedRuns(view, view.target) ?? stillHeldBy(view, view.target)
  );
}

function keepalivedRuns(view: EndpointView, side: Side): EndpointViolation | undefined {
  for (const { where, report } of witnessesOf(view, side)) {
    const running = report.pods?.find(({ keepalived }) => keepalived?.running === true);
    if (running !== undefined) {
      return endpointViolation(
        side.cluster === 'source' ? 'SourceIronicRunning' : 'AddressAlreadyInTarget',
        `keepalived of Pod ${running.name} runs on ${where}; waiting until the Pod is gone`,
      );
    }
  }
  return undefined;
}

/** keepalived that was killed leaves the address behind. */
function stillHeldBy(view: EndpointView, side: Side): EndpointViolation | undefined {
  const { address } = view.expectation;
  const holder = holderAmong(witnessesOf(view, side));
  const held = holder?.report.held?.[0];
  if (holder === undefined || held === undefined) return undefined;
  return endpointViolation(
    side.cluster === 'source' ? 'AddressHeldBySource' : 'AddressAlreadyInTarget',
    `${address}/${held.prefix} is on interface ${held.interface} of ${holder.where}; waiting until it is gone. If no keepalived runs there, it was left behind: ip addr del ${address}/${held.prefix} dev ${held.interface}`,
  );
}

/** A node that is not on the wire cannot tell who answers there. */
function vantagePoints(view: EndpointView): readonly Witness[] {
  return allWitnesses(view).filter(isOnWire);
}

function noVantagePoint(view: EndpointView): EndpointViolation | undefined {
  const points = vantagePoints(view);
  const from = view.target.unprobed === true ? 'source' : 'target';
  if (!points.some(({ cluster }) => cluster === from)) {
    return endpointViolation(
      'ProbeReportIncomplete',
      `no ${from} node is on the wire, so nobody can tell whether ${view.expectation.address} is still answered for; waiting for interface ${view.expectation.interface} of one to be up`,
    );
  }
  const facts = ['answers', 'api', 'image'] as const;
  for (const { where, report } of points) {
    const fact = facts.find((name) => report[name] === undefined);
    if (fact !== undefined) {
      return endpointViolation(
        'ProbeReportIncomplete',
        `${where} does not know its ${fact}: ${report.problems[fact] ?? 'the probe does not say why'}; waiting until it does`,
      );
    }
  }
  return undefined;
}

function stillAnswers(view: EndpointView): EndpointViolation | undefined {
  const { address } = view.expectation;
  for (const { where, report } of vantagePoints(view)) {
    const macs = report.answers ?? [];
    if (macs.length > 0) {
      return endpointViolation(
        'AddressStillAnswers',
        `${macs.join(', ')} answers for ${address} on interface ${report.subject.interface}, as ${where} sees; find the host with that MAC address, and stop its Ironic and keepalived or take ${address} off it`,
      );
    }
  }
  return undefined;
}

function portStillAnswers(view: EndpointView): EndpointViolation | undefined {
  const { address, apiPort, imagePort } = view.expectation;
  for (const { where, report } of allWitnesses(view)) {
    const port =
      report.api?.connection === 'open' ? apiPort : report.image?.connection === 'open' ? imagePort : undefined;
    if (port !== undefined) {
      return endpointViolation(
        'PortStillAnswers',
        `${address} port ${port} still takes connections from ${where}; stop what serves it, or the route that leads there`,
      );
    }
  }
  return undefined;
}
