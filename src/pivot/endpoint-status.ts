/** What the status says of Ironic's endpoint: a condition that follows it through the whole handover, and who holds it. */
import { conditionsOf, isOver, type PivotStatus } from '../api/clusterpivot.ts';
import { type Draft, endpointHeldCondition, reasons } from '../api/conditions.ts';
import type { ShownPhase } from '../api/phases.ts';
import { isHolderKnown } from './endpoint/view.ts';
import type { Observation } from './observation.ts';

/** What a probe does not tell is not known to be wrong. */
const unknownReasons: readonly string[] = [
  reasons.ProbeReportMissing,
  reasons.ProbeReportStale,
  reasons.ProbeReportIncomplete,
];

/** EndpointHeld; none without an endpoint that was watched. */
export function endpointDrafts({ pivot, endpoint }: Observation, phase: ShownPhase): readonly Draft[] {
  const { fence, rollback, pivotedHere } = pivot.status.journal ?? {};
  if (pivot.spec.ironic.endpoint === undefined || pivotedHere !== undefined) return [];
  const type = endpointHeldCondition;
  if (rollback !== undefined) {
    const reason = phase === 'RolledBack' ? reasons.RolledBack : reasons.RollingBack;
    return [{ type, status: 'False', reason, message: '' }];
  }
  if (isOver(pivot.status)) return conditionsOf(pivot.status).filter((condition) => condition.type === type);
  if (fence === undefined) return [{ type, status: 'Unknown', reason: reasons.WaitingForEarlierPhase, message: '' }];
  const found = endpoint?.notHeld;
  if (endpoint === undefined) {
    return [
      {
        type,
        status: 'Unknown',
        reason: reasons.ProbeReportMissing,
        message: 'the reports of the probes cannot be read',
      },
    ];
  }
  if (found !== undefined) {
    return [{ type, status: unknownReasons.includes(found.reason) ? 'Unknown' : 'False', ...found }];
  }
  const { address } = pivot.spec.ironic.endpoint;
  return [{ type, status: 'True', reason: reasons.Met, message: `${endpoint.heldBy} holds and serves ${address}` }];
}

/** Who holds the address, and since when we have seen it so; what was known last, while it cannot be seen. */
export function endpointOf({ pivot, endpoint, now }: Observation): Pick<PivotStatus, 'endpoint'> {
  const before = pivot.status.endpoint;
  const address = pivot.spec.ironic.endpoint?.address;
  if (address === undefined) return {};
  if (endpoint === undefined || !isHolderKnown(endpoint.view)) return before === undefined ? {} : { endpoint: before };
  const { heldBy } = endpoint;
  if (before !== undefined && before.heldBy === heldBy) return { endpoint: before };
  return { endpoint: { address, ...(heldBy === undefined ? {} : { heldBy }), since: new Date(now).toISOString() } };
}
