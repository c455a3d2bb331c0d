/** What speaks against the target's interface, and who must not be on the wire: the exact reason and words. */
import { expect, test } from 'vitest';
import type { EndpointReason } from '../../../src/api/endpoint-reasons.ts';
import type { ProbeReport } from '../../../src/api/probe-report.ts';
import { noDuplicateAddress, noForeignDhcp } from '../../../src/pivot/endpoint/foreigners.ts';
import { targetInterfaceNotStatic } from '../../../src/pivot/endpoint/target-interface.ts';
import type { EndpointGate, EndpointView } from '../../../src/pivot/endpoint/view.ts';
import {
  cleanView,
  expectation,
  held,
  heldView,
  holding,
  macOf,
  now,
  releasedView,
  report,
  seen,
  side,
  watching,
  wire,
} from './given.ts';

const target = (is: Partial<ProbeReport>, view: Partial<EndpointView> = {}) =>
  cleanView({ target: side('target', report('new-1', { ...watching('old-1'), ...is })), ...view });
const link = { present: true, up: true, carrier: true, mac: macOf('new-1') };
const stranger = { source: '172.22.0.200', mac: '02:00:00:00:09:09', ageSeconds: 2 };
const dhcpServer = { protocol: 'udp', address: '0.0.0.0', port: 67 } as const;

test.each<[string, EndpointGate, EndpointView]>([
  ['targetInterfaceNotStatic, while the source holds the address', targetInterfaceNotStatic, cleanView()],
  [
    'targetInterfaceNotStatic, where no probe looks at the source',
    targetInterfaceNotStatic,
    target({}, { source: { cluster: 'source', nodes: [], reports: [], unprobed: true } }),
  ],
  [
    "targetInterfaceNotStatic, which hears the source's keepalived",
    targetInterfaceNotStatic,
    target({ wire: wire({ vrrp: [{ ...stranger, mac: macOf('old-1'), routerId: 1, priority: 101 }] }) }),
  ],
  [
    'targetInterfaceNotStatic, which hears another virtual router',
    targetInterfaceNotStatic,
    target({ wire: wire({ vrrp: [{ ...stranger, routerId: 2, priority: 101 }] }) }),
  ],
  [
    "targetInterfaceNotStatic, which hears the source's DHCP server",
    targetInterfaceNotStatic,
    target({ wire: wire({ dhcp: [{ ...stranger, mac: macOf('old-1') }] }) }),
  ],
  [
    'targetInterfaceNotStatic, beside a listener on an address of its own',
    targetInterfaceNotStatic,
    target({ listeners: [{ protocol: 'udp', address: '192.168.122.1', port: 67 }] }),
  ],
  [
    'targetInterfaceNotStatic, with a DHCP server that was named',
    targetInterfaceNotStatic,
    target({ wire: wire({ dhcp: [stranger] }) }, { expectation: { ...expectation, dhcpServers: ['172.22.0.200'] } }),
  ],
  ['noDuplicateAddress, while the source holds it', noDuplicateAddress, cleanView()],
  ['noDuplicateAddress, while nobody holds it', noDuplicateAddress, releasedView()],
  ['noDuplicateAddress, while the target holds it', noDuplicateAddress, heldView()],
  [
    "noForeignDhcp, with a memory of the source's that has ended",
    noForeignDhcp('target'),
    heldView({
      target: side(
        'target',
        report('new-1', {
          ...holding,
          wire: wire({ dhcp: [{ source: '172.22.0.9', mac: macOf('old-1'), ageSeconds: 22 }] }),
        }),
      ),
    }),
  ],
  [
    'noForeignDhcp, with answers of its own',
    noForeignDhcp('target'),
    heldView({
      target: side(
        'target',
        report('new-1', holding),
        report('new-2', { ...watching('new-1'), wire: wire({ dhcp: [{ ...stranger, mac: macOf('new-1') }] }) }),
      ),
    }),
  ],
])('nothing: %s', (_, gate, view) => {
  expect(gate(view)).toBeUndefined();
});

const found: readonly (readonly [string, EndpointGate, EndpointView, ...said: [EndpointReason, string]])[] = [
  [
    'no target node',
    targetInterfaceNotStatic,
    cleanView({ target: side('target') }),
    'ProbeReportMissing',
    "no node of the target may hold 172.22.0.2; label the nodes that the probe's node selector names",
  ],
  [
    'a node without a Lease',
    targetInterfaceNotStatic,
    cleanView({ target: { cluster: 'target', nodes: ['new-1', 'new-2'], reports: [seen(report('new-1'))] } }),
    'ProbeReportMissing',
    'no probe reports from target node new-2; waiting for its Lease',
  ],
  [
    'a Lease that was never renewed',
    targetInterfaceNotStatic,
    cleanView({
      target: { cluster: 'target', nodes: ['new-1'], reports: [{ ...seen(report('new-1')), seenAt: undefined }] },
    }),
    'ProbeReportStale',
    'the report of target node new-1 has not been renewed yet; waiting for it',
  ],
  [
    'a probe that was killed',
    targetInterfaceNotStatic,
    cleanView({ target: { cluster: 'target', nodes: ['new-1'], reports: [seen(report('new-1'), now - 15_001)] } }),
    'ProbeReportStale',
    "the report of target node new-1 was renewed 15 s ago, and counts for 15 s; waiting for the probe's Pod there",
  ],
  [
    'a report of another version',
    targetInterfaceNotStatic,
    cleanView({
      target: { cluster: 'target', nodes: ['new-1'], reports: [{ node: 'new-1', report: undefined, seenAt: now }] },
    }),
    'ProbeReportIncomplete',
    "the report of target node new-1 cannot be read; waiting for a probe of the operator's version there",
  ],
  [
    'a probe that looks elsewhere',
    targetInterfaceNotStatic,
    target({ subject: { address: '172.22.0.3', interface: 'eth0', apiPort: 6385, imagePort: 6180 } }),
    'ProbeReportIncomplete',
    'the probe of target node new-1 looks at 172.22.0.3 on eth0, not at 172.22.0.2 on ironicendpoint with ports 6385 and 6180; waiting for its new configuration',
  ],
  [
    'a fact that could not be had',
    targetInterfaceNotStatic,
    target({ wire: undefined, problems: { wire: 'tcpdump: is not installed' } }),
    'ProbeReportIncomplete',
    'target node new-1 does not know its wire: tcpdump: is not installed; waiting until it does',
  ],
  [
    'a probe that has just begun to listen',
    targetInterfaceNotStatic,
    target({ wire: wire({ listeningSeconds: 2 }) }),
    'ProbeReportIncomplete',
    'target node new-1 has listened to interface ironicendpoint for 2 s; waiting until it has for 5 s',
  ],
  [
    'no interface',
    targetInterfaceNotStatic,
    target({ link: { present: false, up: false, carrier: false }, addresses: [], wire: undefined }),
    'InterfaceMissing',
    "target node new-1 has no interface ironicendpoint; create it, or take the node out of the probe's node selector",
  ],
  [
    'an interface that is down',
    targetInterfaceNotStatic,
    target({ link: { ...link, up: false, carrier: false }, wire: undefined }),
    'InterfaceDown',
    'interface ironicendpoint of target node new-1 is down; waiting until it is up and connected',
  ],
  [
    'an interface without a carrier',
    targetInterfaceNotStatic,
    target({ link: { ...link, carrier: false } }),
    'InterfaceDown',
    'interface ironicendpoint of target node new-1 is up, without a carrier; waiting until it is up and connected',
  ],
  [
    'no address',
    targetInterfaceNotStatic,
    target({ addresses: [] }),
    'NoStaticAddress',
    'interface ironicendpoint of target node new-1 has no address in the network of 172.22.0.2 (it has none); give it a static one',
  ],
  [
    'an address of another network',
    targetInterfaceNotStatic,
    target({ addresses: [{ address: '172.22.1.5', prefix: 24, permanent: true }] }),
    'NoStaticAddress',
    'interface ironicendpoint of target node new-1 has no address in the network of 172.22.0.2 (it has 172.22.1.5/24); give it a static one',
  ],
  [
    'a leased address',
    targetInterfaceNotStatic,
    target({ addresses: [{ address: '172.22.0.55', prefix: 24, permanent: false, validSeconds: 107 }] }),
    'AddressIsLeased',
    "172.22.0.55/24 on interface ironicendpoint of target node new-1 is leased (for 107 s more), and its DHCP server stops with the source's Ironic; give the interface a static address in the network of 172.22.0.2",
  ],
  [
    'the address in the target already',
    targetInterfaceNotStatic,
    target({ held: [held({ prefix: 24 })] }),
    'AddressAlreadyInTarget',
    '172.22.0.2/24 is already on interface ironicendpoint of target node new-1, while the source holds it; take it off: ip addr del 172.22.0.2/24 dev ironicendpoint',
  ],
  [
    'a port in use',
    targetInterfaceNotStatic,
    target({ listeners: [{ protocol: 'tcp', address: '::', port: 6180 }] }),
    'PortInUse',
    "something on target node new-1 listens on tcp port 6180 (::), which the target's Ironic needs; stop it",
  ],
  [
    "another's keepalived",
    targetInterfaceNotStatic,
    target({ wire: wire({ vrrp: [{ ...stranger, routerId: 1, priority: 150 }] }) }),
    'ForeignVrrp',
    "target node new-1 hears VRRP router 1 advertised by 172.22.0.200 (02:00:00:00:09:09) with priority 150 on interface ironicendpoint, which would win or lose 172.22.0.2 against Ironic's keepalived; stop that keepalived or give it another virtual_router_id",
  ],
  [
    "another's DHCP server",
    targetInterfaceNotStatic,
    target({ wire: wire({ dhcp: [stranger] }) }),
    'ForeignDhcpServer',
    'target node new-1 hears another DHCP server on interface ironicendpoint: 172.22.0.200 (02:00:00:00:09:09), 2 s ago; stop it, or take the interface off its network',
  ],
  [
    "the source's DHCP server after the handover",
    noForeignDhcp('target'),
    heldView({
      source: side('source', report('old-1', { ...watching('new-1'), listeners: [dhcpServer] })),
      target: side(
        'target',
        report('new-1', { ...holding, wire: wire({ dhcp: [{ ...stranger, mac: macOf('old-1') }] }) }),
      ),
    }),
    'ForeignDhcpServer',
    'target node new-1 hears another DHCP server on interface ironicendpoint: 172.22.0.200 (02:00:00:00:01:01), 2 s ago; stop it, or take the interface off its network',
  ],
  [
    'the address on both sides',
    noDuplicateAddress,
    heldView({ source: side('source', report('old-1', holding)) }),
    'DuplicateAddress',
    '172.22.0.2 is on source node old-1 (interface ironicendpoint) and on target node new-1 (interface ironicendpoint) at once; stop one keepalived, or take 172.22.0.2 off that interface',
  ],
  [
    'a host without a probe that has the address too',
    noDuplicateAddress,
    heldView({ target: side('target', report('new-1', { ...holding, answers: ['02:00:00:00:09:09'] })) }),
    'DuplicateAddress',
    'target node new-1 gets answers for 172.22.0.2 from 02:00:00:00:09:09, and target node new-1 (02:00:00:00:02:01) holds it; find the host with that MAC address and take 172.22.0.2 off it',
  ],
  [
    'two hosts without a probe',
    noDuplicateAddress,
    releasedView({ target: side('target', report('new-1', { answers: ['02:00:00:00:09:08', '02:00:00:00:09:09'] })) }),
    'DuplicateAddress',
    'target node new-1 gets answers for 172.22.0.2 from 02:00:00:00:09:08, 02:00:00:00:09:09; find the host with that MAC address and take 172.22.0.2 off it',
  ],
  [
    'a source whose probe does not report',
    noDuplicateAddress,
    heldView({ source: { cluster: 'source', nodes: ['old-1'], reports: [] } }),
    'ProbeReportMissing',
    'no probe reports from source node old-1; waiting for its Lease',
  ],
];

test.each(found)('%s', (_, gate, view, ...[reason, message]) => {
  expect(gate(view)).toEqual({ reason, message });
});
