/** A negative answer of the endpoint's gates: why, and in a sentence the node, what was seen, and what would satisfy it. */
import type { EndpointReason } from '../../api/endpoint-reasons.ts';

export interface EndpointViolation {
  readonly reason: EndpointReason;
  readonly message: string;
}

export function endpointViolation(reason: EndpointReason, message: string): EndpointViolation {
  return { reason, message };
}
