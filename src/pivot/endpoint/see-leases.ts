/** Leases of probes → reports as they were seen: a fold that goes by when the reader sees a renewal, never by a clock of a node. */
import type { KubeObject } from '../../api/kube-object.ts';
import { probeLeaseName, probeReportAnnotation } from '../../api/probe-lease.ts';
import { parseProbeReport } from '../../api/probe-report.ts';
import type { SeenReport } from './view.ts';

interface Sighting {
  readonly seen: SeenReport;
  /** The last renewal, as text: that it differs is all that counts. */
  readonly renewal: string;
}

/** By name of the Lease. */
export type Sightings = Readonly<Record<string, Sighting>>;

/**
 * `now`: monotonic milliseconds; `probe`: the name of the probes. A report counts once it was seen to change: one that is merely there may have been
 * left by a probe that ended long ago.
 */
export function seeLeases(
  before: Sightings,
  leases: readonly KubeObject[],
  { probe, now }: { readonly probe: string; readonly now: number },
): Sightings {
  const leasePrefix = probeLeaseName(probe, '');
  return Object.fromEntries(
    leases.map((lease) => {
      const { name, uid = '', annotations = {} } = lease.metadata;
      const text = annotations[probeReportAnnotation] ?? '';
      const renewTime = (lease['spec'] as { renewTime?: string } | undefined)?.renewTime ?? '';
      const renewal = `${uid} ${renewTime} ${text}`;
      const known = before[name];
      if (known?.renewal === renewal) return [name, known];
      const node = name.slice(leasePrefix.length);
      const parsed = parseProbeReport(text);
      // No probe speaks for another node.
      const report = parsed?.node === node ? parsed : undefined;
      return [name, { renewal, seen: { node, report, seenAt: known === undefined ? undefined : now } }];
    }),
  );
}

export function seenReports(sightings: Sightings): readonly SeenReport[] {
  return Object.values(sightings).map(({ seen }) => seen);
}
