/** What speaks against a released and against a held endpoint: the exact reason and words. */
import { expect, test } from 'vitest';
import type { EndpointReason } from '../../../src/api/endpoint-reasons.ts';
import type { ProbeReport } from '../../../src/api/probe-report.ts';
import { endpointNotHeld } from '../../../src/pivot/endpoint/held.ts';
import { endpointNotReleased } from '../../../src/pivot/endpoint/released.ts';
import type { EndpointView } from '../../../src/pivot/endpoint/view.ts';
import {
  expectation,
  held,
  heldView,
  holding,
  macOf,
  openApi,
  outside,
  releasedView,
  report,
  side,
  watching,
  wire,
} from './given.ts';

type Said = [what: string, view: EndpointView, reason: EndpointReason, message: string];

const goneTarget = { ...outside, cluster: 'target' } as const;
const offWire = {
  link: { present: false, up: false, carrier: false },
  addresses: [],
  answers: undefined,
  wire: undefined,
};
const stranger = '02:00:00:00:09:09';

test.each<[string, EndpointView]>([
  ['when nobody holds it', releasedView()],
  ['when the source has no probe', releasedView({ source: outside })],
  ["when the source's node is not on the wire", releasedView({ source: side('source', report('old-1', offWire)) })],
  ["when the target is gone, as the source's nodes see", releasedView({ target: goneTarget })],
  [
    'when the connection is refused',
    releasedView({ target: side('target', report('new-1', { api: { connection: 'refused' } })) }),
  ],
])('the endpoint is released %s', (_, view) => {
  expect(endpointNotReleased(view)).toBeUndefined();
});

const source = (is: Partial<ProbeReport>) => releasedView({ source: side('source', report('old-1', is)) });
const target = (is: Partial<ProbeReport>) => releasedView({ target: side('target', report('new-1', is)) });

test.each<Said>([
  [
    'Ironic has not ended',
    releasedView({ sourceIronicGone: false }),
    'SourceIronicRunning',
    "the source's Ironic has not ended, and would keep 172.22.0.2; waiting until its Pods are gone",
  ],
  [
    'keepalived still runs',
    source({
      pods: [
        { name: 'metal3-ironic-x', phase: 'Running', terminating: true, keepalived: { running: true, restarts: 0 } },
      ],
    }),
    'SourceIronicRunning',
    'keepalived of Pod metal3-ironic-x runs on source node old-1; waiting until the Pod is gone',
  ],
  [
    'keepalived was killed and left the address behind',
    source({ held: [held()] }),
    'AddressHeldBySource',
    '172.22.0.2/32 is on interface ironicendpoint of source node old-1; waiting until it is gone. If no keepalived runs there, it was left behind: ip addr del 172.22.0.2/32 dev ironicendpoint',
  ],
  [
    'the target was too fast',
    target({ held: [held()] }),
    'AddressAlreadyInTarget',
    '172.22.0.2/32 is on interface ironicendpoint of target node new-1; waiting until it is gone. If no keepalived runs there, it was left behind: ip addr del 172.22.0.2/32 dev ironicendpoint',
  ],
  [
    'nobody is on the wire to tell',
    target(offWire),
    'ProbeReportIncomplete',
    'no target node is on the wire, so nobody can tell whether 172.22.0.2 is still answered for; waiting for interface ironicendpoint of one to be up',
  ],
  [
    'the target is gone, and no node of the source is on the wire to tell',
    releasedView({ source: side('source', report('old-1', offWire)), target: goneTarget }),
    'ProbeReportIncomplete',
    'no source node is on the wire, so nobody can tell whether 172.22.0.2 is still answered for; waiting for interface ironicendpoint of one to be up',
  ],
  [
    'the target that is said to be gone has the address',
    releasedView({ source: side('source', report('old-1', { answers: [stranger] })), target: goneTarget }),
    'AddressStillAnswers',
    '02:00:00:00:09:09 answers for 172.22.0.2 on interface ironicendpoint, as source node old-1 sees; find the host with that MAC address, and stop its Ironic and keepalived or take 172.22.0.2 off it',
  ],
  [
    'nobody could ask the wire',
    target({ answers: undefined, problems: { answers: 'arping is not installed' } }),
    'ProbeReportIncomplete',
    'target node new-1 does not know its answers: arping is not installed; waiting until it does',
  ],
  [
    'another host has the address',
    target({ answers: [stranger] }),
    'AddressStillAnswers',
    '02:00:00:00:09:09 answers for 172.22.0.2 on interface ironicendpoint, as target node new-1 sees; find the host with that MAC address, and stop its Ironic and keepalived or take 172.22.0.2 off it',
  ],
  [
    'the API still takes connections',
    target({ api: { connection: 'open', status: 503 } }),
    'PortStillAnswers',
    '172.22.0.2 port 6385 still takes connections from target node new-1; stop what serves it, or the route that leads there',
  ],
  [
    'the image server still takes connections',
    source({ image: { connection: 'open', status: 200 } }),
    'PortStillAnswers',
    '172.22.0.2 port 6180 still takes connections from source node old-1; stop what serves it, or the route that leads there',
  ],
  [
    'nobody counts how often the address comes and goes',
    source({ heldChanges: undefined, problems: { heldChanges: 'ip: ended' } }),
    'ProbeReportIncomplete',
    'source node old-1 does not know its heldChanges: ip: ended; waiting until it does',
  ],
  [
    'the source does not report',
    releasedView({ source: { cluster: 'source', nodes: ['old-1'], reports: [] } }),
    'ProbeReportMissing',
    'no probe reports from source node old-1; waiting for its Lease',
  ],
])('the endpoint is not released: %s', (_, view, reason, message) => {
  expect(endpointNotReleased(view)).toEqual({ reason, message });
});

const holder = (is: Partial<ProbeReport>, view: Partial<EndpointView> = {}) =>
  heldView({
    target: side('target', report('new-1', { ...holding, ...is }), report('new-2', watching('new-1'))),
    ...view,
  });
const onlooker = (is: Partial<ProbeReport>) =>
  heldView({ target: side('target', report('new-1', holding), report('new-2', { ...watching('new-1'), ...is })) });
const pod = { name: 'metal3-ironic-x', phase: 'Running', terminating: false };

test.each<[string, EndpointView]>([
  ['by the node of the Ironic Pod', heldView()],
  ['where nobody else looks', heldView({ source: outside, target: side('target', report('new-1', holding)) })],
  ["with the network's prefix", holder({ held: [held({ prefix: 24 })] })],
  [
    'with a prefix that was named',
    holder({ held: [held({ prefix: 28 })] }, { expectation: { ...expectation, prefixes: [28] } }),
  ],
  ['beside a node that is not on the wire', heldView({ source: side('source', report('old-1', offWire)) })],
  ['with a keepalived that runs', holder({ pods: [{ ...pod, keepalived: { running: true, restarts: 1 } }] })],
  [
    'although a node without an address on the network cannot reach it',
    onlooker({ addresses: [], api: { connection: 'unreachable' }, image: { connection: 'unreachable' } }),
  ],
])('the endpoint is held %s', (_, view) => {
  expect(endpointNotHeld(view)).toBeUndefined();
});

test.each<Said>([
  [
    'nobody has the address',
    heldView({ target: side('target', report('new-1'), report('new-2')) }),
    'AddressNotHeld',
    "no target node holds 172.22.0.2; waiting for Ironic's keepalived to put it on interface ironicendpoint of target node new-1",
  ],
  [
    'the source has it',
    heldView({
      source: side('source', report('old-1', holding)),
      target: side('target', report('new-1', watching('old-1'))),
    }),
    'AddressHeldBySource',
    "172.22.0.2/32 is on interface ironicendpoint of source node old-1; stop the source's Ironic, and keepalived with it. If no keepalived runs there, it was left behind: ip addr del 172.22.0.2/32 dev ironicendpoint",
  ],
  [
    'both sides have it',
    heldView({ source: side('source', report('old-1', holding)) }),
    'DuplicateAddress',
    '172.22.0.2 is on source node old-1 (interface ironicendpoint) and on target node new-1 (interface ironicendpoint) at once; stop one keepalived, or take 172.22.0.2 off that interface',
  ],
  [
    'two target nodes have it',
    heldView({ target: side('target', report('new-1', holding), report('new-2', holding)) }),
    'DuplicateAddress',
    '172.22.0.2 is on target node new-1 (interface ironicendpoint) and on target node new-2 (interface ironicendpoint) at once; stop one keepalived, or take 172.22.0.2 off that interface',
  ],
  [
    'a third host answers for it too',
    onlooker({ answers: [macOf('new-1'), stranger] }),
    'DuplicateAddress',
    'target node new-2 gets answers for 172.22.0.2 from 02:00:00:00:09:09, and target node new-1 (02:00:00:00:02:01) holds it; find the host with that MAC address and take 172.22.0.2 off it',
  ],
  [
    'another node than that of Ironic has it',
    heldView({ ironicNode: 'new-2' }),
    'AddressHeldElsewhere',
    "172.22.0.2 is on target node new-1, but the Pod of the target's Ironic is on target node new-2; waiting until both are on one node",
  ],
  [
    'Ironic is nowhere',
    heldView({ ironicNode: undefined }),
    'AddressHeldElsewhere',
    "172.22.0.2 is on target node new-1, but the Pod of the target's Ironic is on no node yet; waiting until both are on one node",
  ],
  [
    'it is on another interface',
    holder({ held: [held({ interface: 'eth0' })] }),
    'AddressHeldElsewhere',
    "172.22.0.2 is on interface eth0 of target node new-1, not on ironicendpoint; configure Ironic's keepalived for ironicendpoint",
  ],
  [
    'its prefix was not meant',
    holder({ held: [held({ prefix: 16 })] }),
    'UnexpectedPrefix',
    '172.22.0.2 has prefix /16 on target node new-1; expected one of /32, /24',
  ],
  [
    'it is tentative',
    holder({ held: [held({ tentative: true })] }),
    'DuplicateAddress',
    '172.22.0.2 on target node new-1 is tentative: duplicate address detection has not ended, or found another host with it; waiting until it is over',
  ],
  [
    'the static address is gone',
    holder({ addresses: [] }),
    'NoStaticAddress',
    'interface ironicendpoint of target node new-1 has no address in the network of 172.22.0.2 (it has none); give it a static one',
  ],
  [
    'another node does not hear it',
    onlooker({ answers: [] }),
    'AddressNotAnswering',
    'target node new-2 gets no answer for 172.22.0.2 from target node new-1 (02:00:00:00:02:01) on interface ironicendpoint; check that both are on one network',
  ],
  [
    "the source's keepalived is alive",
    holder({
      wire: wire({ vrrp: [{ source: '172.22.0.9', mac: macOf('old-1'), routerId: 1, priority: 101, ageSeconds: 0 }] }),
    }),
    'ForeignVrrp',
    "target node new-1 hears VRRP router 1 advertised by 172.22.0.9 (02:00:00:00:01:01) with priority 101 on interface ironicendpoint, which would win or lose 172.22.0.2 against Ironic's keepalived; stop that keepalived or give it another virtual_router_id",
  ],
  [
    'a second DHCP server answers',
    holder({ wire: wire({ dhcp: [{ source: '172.22.0.200', mac: stranger, ageSeconds: 3 }] }) }),
    'ForeignDhcpServer',
    'target node new-1 hears another DHCP server on interface ironicendpoint: 172.22.0.200 (02:00:00:00:09:09), 3 s ago; stop it, or take the interface off its network',
  ],
  [
    'keepalived died and left it behind',
    holder({ pods: [{ ...pod, keepalived: { running: false, restarts: 3, last: 'Error (exit code 137)' } }] }),
    'KeepalivedNotRunning',
    'keepalived of Pod metal3-ironic-x on target node new-1 does not run (3 restarts, the last time Error (exit code 137)), but 172.22.0.2 is there; waiting for it to run',
  ],
  [
    'the API is down behind it',
    holder({ api: { connection: 'refused', problem: '/v1/: connect ECONNREFUSED 172.22.0.2:6385' } }),
    'IronicApiNotAnswering',
    "Ironic's API at 172.22.0.2 port 6385 does not answer target node new-1 (/v1/: connect ECONNREFUSED 172.22.0.2:6385); waiting for 200 from /v1/",
  ],
  [
    'the API does not answer others',
    onlooker({ api: { connection: 'silent' } }),
    'IronicApiNotAnswering',
    "Ironic's API at 172.22.0.2 port 6385 does not answer target node new-2 (silent); waiting for 200 from /v1/",
  ],
  [
    'the API is not well',
    holder({ api: { connection: 'open', status: 503 } }),
    'IronicApiNotAnswering',
    "Ironic's API at 172.22.0.2 port 6385 does not answer target node new-1 (status 503); waiting for 200 from /v1/",
  ],
  [
    'no conductor is alive',
    holder({ api: { ...openApi, drivers: 0 } }),
    'ConductorNotReady',
    "Ironic's API at 172.22.0.2 port 6385 has no drivers, so no conductor is alive, as target node new-1 sees; waiting for at least one driver",
  ],
  [
    'drivers are told to nobody without credentials',
    holder({ api: { connection: 'open', status: 200, version: '1.96', problem: '/v1/drivers wants credentials' } }),
    'ConductorNotReady',
    "Ironic's API at 172.22.0.2 port 6385 does not tell its drivers (/v1/drivers wants credentials); give the probe the API's credentials, as target node new-1 sees; waiting for at least one driver",
  ],
  [
    'the image server lacks the kernel',
    holder({ image: { connection: 'open', status: 404 } }),
    'ImageServerNotAnswering',
    'the image server at 172.22.0.2 port 6180 does not serve the deploy kernel to target node new-1 (status 404); waiting for 200',
  ],
  [
    'a probe does not report',
    heldView({ target: { ...heldView().target, nodes: ['new-1', 'new-2', 'new-3'] } }),
    'ProbeReportMissing',
    'no probe reports from target node new-3; waiting for its Lease',
  ],
])('the endpoint is not held: %s', (_, view, reason, message) => {
  expect(endpointNotHeld(view)).toEqual({ reason, message });
});
