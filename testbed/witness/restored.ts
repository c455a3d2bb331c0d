/** When was a host back in the target, as it was before, for good? */
import type { KubeObject } from '../../src/api/kube-object.ts';
import type { Finding } from './finding.ts';
import { awaitsStatus, credentialsName, hostStatus, isPaused, stateOf } from './host-status.ts';
import type { Version } from './object-history.ts';
import { type ClusterSnapshot, hostsOf, nameOf } from './snapshot.ts';

/**
 * undefined when the host is back. The restored state alone proves nothing; that the operator has reached the BMC with
 * the target's own Secret (`credentialsVersion`) does.
 */
export function missingForRestored(
  was: KubeObject,
  is: KubeObject,
  secretVersion: string | undefined,
): string | undefined {
  const status = hostStatus(is);
  if (isPaused(is)) return 'it is still paused';
  if (awaitsStatus(is)) return 'its saved status is not restored';
  if (stateOf(is) !== stateOf(was)) return `it is ${stateOf(is) || 'without state'} instead of ${stateOf(was)}`;
  if ((status.errorType ?? '') !== '') return `it has ${status.errorType}: ${status.errorMessage ?? ''}`;
  if (status.operationalStatus !== hostStatus(was).operationalStatus)
    return `its operational status is ${status.operationalStatus ?? 'empty'}`;
  if (status.poweredOn !== hostStatus(was).poweredOn)
    return `it is powered ${status.poweredOn === true ? 'on' : 'off'}`;
  if (stateOf(was) !== 'unmanaged' && status.goodCredentials?.credentialsVersion !== secretVersion)
    return 'its BMC was not reached from the target';
  return undefined;
}

export interface Restoration {
  /** When the last host was back, milliseconds since the epoch; undefined when one is not. */
  readonly allBackAt: number | undefined;
  readonly findings: readonly Finding[];
}

/** `history` is that of the hosts in both clusters. */
export function restoration(before: ClusterSnapshot, after: ClusterSnapshot, history: readonly Version[]): Restoration {
  const secretVersions = new Map(
    after.objects
      .filter(({ resource }) => resource === 'secrets')
      .map(({ object }) => [object.metadata.name, object.metadata.resourceVersion]),
  );
  const inTarget = Map.groupBy(
    history.filter(({ side }) => side === 'target'),
    ({ name }) => name,
  );
  const findings: Finding[] = [];
  let allBackAt: number | undefined = 0;
  for (const was of hostsOf(before)) {
    const version = secretVersions.get(credentialsName(was));
    const versions = inTarget.get(was.metadata.name) ?? [];
    const missing = ({ object }: Version) =>
      object === undefined ? 'it is not in the target' : missingForRestored(was, object, version);
    const lastBad = versions.findLastIndex((candidate) => missing(candidate) !== undefined);
    const back = versions[lastBad + 1];
    if (back === undefined) {
      const last = versions.at(-1);
      const why = last === undefined ? 'it is not in the target' : (missing(last) ?? '');
      findings.push({ kind: 'not restored', subject: nameOf(was), evidence: [why] });
      allBackAt = undefined;
    } else if (allBackAt !== undefined) allBackAt = Math.max(allBackAt, back.at);
  }
  return { allBackAt, findings };
}
