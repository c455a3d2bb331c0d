/** Reports and views that are ready, to be spoiled one fact at a time. */
import type { ProbeReport } from '../../../src/api/probe-report.ts';
import type { EndpointExpectation, EndpointView, SeenReport, Side } from '../../../src/pivot/endpoint/view.ts';

const endpoint = '172.22.0.2';
export const now = 1_000_000;

export const expectation: EndpointExpectation = {
  address: endpoint,
  interface: 'ironicendpoint',
  apiPort: 6385,
  imagePort: 6180,
  holdSeconds: 15,
  releaseSeconds: 6,
  staleAfterSeconds: 15,
  routerId: 1,
  prefixes: [],
  dhcpServers: [],
};

const nodes = {
  'old-1': { mac: '02:00:00:00:01:01', address: '172.22.0.9' },
  'new-1': { mac: '02:00:00:00:02:01', address: '172.22.0.101' },
  'new-2': { mac: '02:00:00:00:02:02', address: '172.22.0.102' },
} as const;

export type NodeName = keyof typeof nodes;

export function macOf(node: NodeName): string {
  return nodes[node].mac;
}

export function held(is: Partial<NonNullable<ProbeReport['held']>[number]> = {}) {
  return { interface: 'ironicendpoint', address: endpoint, prefix: 32, permanent: true, ...is };
}

export const wire = (is: Partial<NonNullable<ProbeReport['wire']>> = {}) => ({
  listeningSeconds: 60,
  vrrp: [],
  dhcp: [],
  ...is,
});

export const closed = { connection: 'unreachable', problem: '/v1/: connect EHOSTUNREACH' } as const;
export const openApi = { connection: 'open', status: 200, version: '1.96', drivers: 2, nodes: 0 } as const;
export const openImage = { connection: 'open', status: 200 } as const;

/** Of a node on the wire that holds nothing and finds nobody who does. */
export function report(node: NodeName, is: Partial<ProbeReport> = {}): ProbeReport {
  const { mac, address } = nodes[node];
  return {
    version: 1,
    node,
    incarnation: `${node}-a`,
    sequence: 10,
    sameSince: 1,
    intervalSeconds: 5,
    at: '2026-01-02T03:04:05.000Z',
    subject: { address: endpoint, interface: 'ironicendpoint', apiPort: 6385, imagePort: 6180 },
    link: { present: true, up: true, carrier: true, mac },
    addresses: [{ address, prefix: 24, permanent: true }],
    held: [],
    heldChanges: 0,
    answers: [],
    wire: wire(),
    listeners: [],
    api: closed,
    image: closed,
    pods: [],
    problems: {},
    ...is,
  };
}

export function seen(given: ProbeReport, seenAt: number | undefined = now - 1000): SeenReport {
  return { node: given.node, report: given, seenAt };
}

export function side(cluster: Side['cluster'], ...reports: readonly ProbeReport[]): Side {
  return { cluster, nodes: reports.map(({ node }) => node), reports: reports.map((one) => seen(one)) };
}

/** Nobody can look from there. */
export const outside = { cluster: 'source', nodes: [], reports: [], unprobed: true } as const;

/** The source has let go, and nobody has taken the address. */
export function releasedView(is: Partial<EndpointView> = {}): EndpointView {
  return {
    now,
    expectation,
    source: side('source', report('old-1')),
    target: side('target', report('new-1'), report('new-2')),
    sourceIronicGone: true,
    ironicNode: undefined,
    ...is,
  };
}

/** How a target's node is that holds and serves the address, and how one that doesn't sees it. */
export const holding: Partial<ProbeReport> = { held: [held()], heldChanges: 1, api: openApi, image: openImage };
export const watching = (holder: NodeName): Partial<ProbeReport> => ({
  answers: [macOf(holder)],
  api: openApi,
  image: openImage,
});

/** new-1 holds and serves it. */
export function heldView(is: Partial<EndpointView> = {}): EndpointView {
  return {
    now,
    expectation,
    source: side('source', report('old-1', watching('new-1'))),
    target: side('target', report('new-1', holding), report('new-2', watching('new-1'))),
    sourceIronicGone: true,
    ironicNode: 'new-1',
    ...is,
  };
}

/** Before anything: the source holds and serves it. */
export function cleanView(is: Partial<EndpointView> = {}): EndpointView {
  return {
    now,
    expectation,
    source: side('source', report('old-1', holding)),
    target: side('target', report('new-1', watching('old-1')), report('new-2', watching('old-1'))),
    sourceIronicGone: false,
    ironicNode: undefined,
    ...is,
  };
}
