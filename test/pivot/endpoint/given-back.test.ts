import { expect, test } from 'vitest';
import { endpointNotGivenBack } from '../../../src/pivot/endpoint/given-back.ts';
import type { EndpointView } from '../../../src/pivot/endpoint/view.ts';
import { cleanView, closed, holding, outside, releasedView, report, side, watching } from './given.ts';

const answers: readonly (readonly [what: string, EndpointView, reason: string | undefined, words: string])[] = [
  ['held and served as before the pivot', cleanView(), undefined, ''],
  [
    'held by nobody',
    releasedView(),
    'AddressNotHeld',
    "no source node holds 172.22.0.2 again; waiting for keepalived of the source's Ironic to put it on interface ironicendpoint",
  ],
  [
    'held, but not served yet',
    cleanView({ source: side('source', report('old-1', { ...holding, api: closed })) }),
    'IronicApiNotAnswering',
    "Ironic's API at 172.22.0.2 port 6385 does not answer source node old-1 (/v1/: connect EHOSTUNREACH); waiting for 200 from /v1/",
  ],
  [
    'not known',
    cleanView({ source: { cluster: 'source', nodes: ['old-1'], reports: [] } }),
    'ProbeReportMissing',
    'no probe reports from source node old-1; waiting for its Lease',
  ],
  [
    'outside of the source, and served',
    cleanView({ source: outside, target: side('target', report('new-1', watching('old-1'))) }),
    undefined,
    '',
  ],
  [
    'outside of the source, and not started again',
    releasedView({ source: outside }),
    'IronicApiNotAnswering',
    "no node gets an answer from Ironic's API at 172.22.0.2 port 6385; the source's Ironic is external: start its containers again (such as ironic, httpd, dnsmasq and ironic-endpoint-keepalived) on their host",
  ],
  [
    'outside of the source, and the target gone: nobody is left who could look',
    releasedView({ source: outside, target: { ...outside, cluster: 'target' } }),
    undefined,
    '',
  ],
];

test.each(answers)('an address that is %s', (_, view, reason, words) => {
  const found = endpointNotGivenBack(view);
  expect([found?.reason, found?.message ?? '']).toEqual([reason, words]);
});
