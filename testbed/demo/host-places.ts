/** Where each BareMetalHost is and how it fares, in short words. */
import type { KubeObject } from '../../src/api/kube-object.ts';
import { awaitsStatus, isPaused, stateOf } from '../witness/host-status.ts';
import type { HostPlace } from './scene.ts';

/** `provisioned`, `provisioned, paused`, `copy, paused`. */
function describeHost(host: KubeObject): string {
  const copy = awaitsStatus(host) && stateOf(host) === '' ? 'copy' : undefined;
  const words = [
    copy ?? (stateOf(host) === '' ? 'new' : stateOf(host)),
    ...(isPaused(host) ? ['paused'] : []),
    ...(host.metadata.deletionTimestamp === undefined ? [] : ['being deleted']),
  ];
  return words.join(', ');
}

/** All hosts of both clusters, by name. */
export function hostPlaces(source: readonly KubeObject[], target: readonly KubeObject[]): readonly HostPlace[] {
  const words = (hosts: readonly KubeObject[]) =>
    new Map(hosts.map((host) => [host.metadata.name, describeHost(host)] as const));
  const [inSource, inTarget] = [words(source), words(target)];
  const names = [...new Set([...inSource.keys(), ...inTarget.keys()])].sort();
  return names.map((name) => ({ name, source: inSource.get(name) ?? '', target: inTarget.get(name) ?? '' }));
}
