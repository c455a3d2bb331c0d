/** The report of a pivot that ended in this very cluster. Read only where it may make another pivot complete: one request. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import { type ParsedReport, parseReport, reportKey, reportName } from '../api/report.ts';
import { configMaps } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { leadsToSource, type Observation } from '../pivot/observation.ts';

/** undefined: there is none, or it would not matter. */
export async function readReport(
  source: ClusterClient,
  pivot: ClusterPivot,
  seen: Pick<Observation, 'access' | 'source'>,
): Promise<ParsedReport | undefined> {
  if (pivot.status.journal?.startedTime !== undefined || !leadsToSource(seen)) return undefined;
  const { namespace = '', name } = pivot.metadata;
  const found = await source.get(configMaps, { namespace, name: reportName(name) });
  if (found === undefined) return undefined;
  return parseReport((found['data'] as Readonly<Record<string, string>> | undefined)?.[reportKey]);
}
