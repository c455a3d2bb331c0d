/** All checks of objects: none complains of a good world, however large, nor of objects that say next to nothing. */
import { expect, test } from 'vitest';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { askAll } from '../../../src/pivot/checks/check.ts';
import { objectChecks } from '../../../src/pivot/checks/objects.ts';
import { isClaimed } from '../../../src/pivot/hosts.ts';
import { sourceMoveSet } from '../../../src/pivot/move-set.ts';
import {
  cluster,
  clusterClasses,
  found,
  host,
  machine,
  machineDeployment,
  metal3Machine,
  object,
  observation,
  ownedObjects,
  spare,
  templates,
  view,
} from '../given.ts';
import {
  ask,
  dataTemplates,
  inSource,
  ipClaims,
  ipPools,
  kubeadmControlPlanes,
  machinePools,
  machineSets,
  nothing,
} from './given.ts';

const names = objectChecks.map(({ name }) => name);

test.each(names)('%s passes on a world that is ready', (name) => {
  expect(ask(name, observation())).toBeUndefined();
});

test.each(names)('%s says nothing of what was not read', (name) => {
  expect(ask(name, nothing)).toBeUndefined();
});

test('what only warns says so', () => {
  const warnings = objectChecks.filter(({ severity }) => severity === 'Warning').map(({ name }) => name);
  expect(warnings).toEqual(['HardwareDataFound', 'HostsAttached', 'OptionalReferencesFound']);
});

/** Each kind that any check looks at, with nothing but a name; and with every part empty. */
const bare = [
  cluster,
  machine,
  (name: string) => machineDeployment({}, { name }),
  host,
  metal3Machine,
  ...[clusterClasses, templates, dataTemplates, ipClaims, ipPools, kubeadmControlPlanes, machinePools, machineSets].map(
    (kind) => (name: string) => object(kind, name),
  ),
].flatMap((build): KubeObject[] => {
  const { apiVersion, kind, metadata } = build('bare');
  const { namespace = '', name } = metadata;
  const nameless: KubeObject = { apiVersion, kind, metadata: { namespace, name, uid: `${kind}-bare` } };
  const empty = { ...nameless, metadata: { namespace, name: 'empty', uid: `${kind}-empty` }, spec: {}, status: {} };
  return [nameless, empty];
});

test.each(names)('%s bears objects without spec or status', (name) => {
  const answer = ask(name, inSource(...bare)) ?? { message: 'nothing' };
  expect('message' in answer && answer.message).toMatch(/^nothing$|^\w+ metal3\/(bare|empty) .+; .+/);
});

function claimedHosts(count: number): readonly KubeObject[] {
  const prod = cluster();
  const workers = machineDeployment({}, { ownedBy: [prod] });
  return Array.from({ length: count }, (_, index) => `h-${index}`).flatMap((name) => {
    const owner = machine(name, {}, { ownedBy: [workers] });
    return [owner, metal3Machine(name, {}, { ownedBy: [owner] })];
  });
}

test('a thousand hosts pass, with eight thousand objects, in no time of the processor', () => {
  const count = 1000;
  const hosts = Array.from({ length: count }, (_, index) => (index % 10 === 9 ? spare : host)(`h-${index}`));
  const claimed = new Set(hosts.filter(isClaimed).map(nameOf));
  const machines = claimedHosts(count).filter((one) => claimed.has(nameOf(one)));
  const more = ownedObjects(hosts).filter(({ metadata }) => !metadata.name.startsWith('m-'));
  const objects = [
    ...more,
    ...machines,
    ...Array.from({ length: 3000 }, (_, index) => object(templates, `t-${index}`)),
  ];
  const observed = observation({ source: view(objects, { objects: objects.map(found) }) });
  sourceMoveSet(observed);
  const before = process.cpuUsage();
  const results = askAll(objectChecks, observed);
  // Of the processor: how long it takes depends on who else is at work. Twenty times what it needs.
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  expect(objects.length).toBeGreaterThan(7500);
  expect(results.filter(({ outcome }) => outcome !== 'Pass')).toEqual([]);
}, 30_000);

function nameOf({ metadata }: KubeObject): string {
  return metadata.name;
}
