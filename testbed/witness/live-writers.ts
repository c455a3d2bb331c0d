/** Were there ever two live writers on one host: both Bare Metal Operators running, the host unpaused in both clusters? */
import type { KubeObject } from '../../src/api/kube-object.ts';
import { clockTime, type Side } from './audit-entry.ts';
import type { Finding } from './finding.ts';
import { isPaused } from './host-status.ts';
import type { Version } from './object-history.ts';
import { nameOf } from './snapshot.ts';

interface PodStatus {
  readonly phase?: string;
  readonly containerStatuses?: readonly { readonly state?: { readonly terminated?: object } }[];
}

/** A Pod may run from the moment it exists: the kubelet reports the start of a container only afterwards. */
export function mayRun(pod: KubeObject): boolean {
  const { phase, containerStatuses = [] } = (pod['status'] ?? {}) as PodStatus;
  if (phase === 'Succeeded' || phase === 'Failed') return false;
  return containerStatuses.length === 0 || containerStatuses.some(({ state }) => state?.terminated === undefined);
}

/** What is true at a moment. */
class Moment {
  /** `side pod`. */
  readonly #running = new Set<string>();
  /** `side host`. */
  readonly #unpaused = new Map<string, KubeObject>();

  apply(version: Version, isPod: boolean): void {
    const { side, name, object } = version;
    const track = `${side} ${name}`;
    if (isPod) {
      if (object !== undefined && mayRun(object)) this.#running.add(track);
      else this.#running.delete(track);
    } else if (object !== undefined && !isPaused(object)) this.#unpaused.set(track, object);
    else this.#unpaused.delete(track);
  }

  #runs(side: Side): boolean {
    return [...this.#running].some((track) => track.startsWith(`${side} `));
  }

  /** Names of the hosts with two live writers, each with its object. */
  doublyWritten(): ReadonlyMap<string, KubeObject> {
    const hosts = new Map<string, KubeObject>();
    if (!this.#runs('source') || !this.#runs('target')) return hosts;
    for (const [track, object] of this.#unpaused) {
      const name = track.slice(track.indexOf(' ') + 1);
      if (track.startsWith('source ') && this.#unpaused.has(`target ${name}`)) hosts.set(name, object);
    }
    return hosts;
  }
}

/** One finding for each time that a host had two live writers. `endAt` closes the one that still lasts. */
export function liveWriters(
  hosts: readonly Version[],
  operatorPods: readonly Version[],
  endAt: number,
): readonly Finding[] {
  const versions = [
    ...hosts.map((version) => ({ version, isPod: false })),
    ...operatorPods.map((version) => ({ version, isPod: true })),
  ].sort((a, b) => a.version.at - b.version.at);
  const moment = new Moment();
  const since = new Map<string, { readonly at: number; readonly object: KubeObject }>();
  const findings: Finding[] = [];
  const close = (name: string, until: number): void => {
    const begun = since.get(name);
    if (begun === undefined) return;
    since.delete(name);
    const text = `${clockTime(begun.at)} to ${clockTime(until)}: ${name} was unpaused in both clusters, each with a running Bare Metal Operator`;
    findings.push({ kind: 'two live writers', subject: nameOf(begun.object), evidence: [text] });
  };
  for (const [index, { version, isPod }] of versions.entries()) {
    moment.apply(version, isPod);
    // Answers of the same instant belong together: the start is many versions at one time.
    if (versions[index + 1]?.version.at === version.at) continue;
    const now = moment.doublyWritten();
    for (const [name, object] of now) if (!since.has(name)) since.set(name, { at: version.at, object });
    for (const name of since.keys()) if (!now.has(name)) close(name, version.at);
  }
  for (const name of since.keys()) close(name, endAt);
  return findings;
}
