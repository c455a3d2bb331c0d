/** What a pivot observes of an endpoint, ready to be spoiled. */
import type { Journal } from '../../../src/api/journal.ts';
import type { EndpointView } from '../../../src/pivot/endpoint/view.ts';
import type { EndpointViolation } from '../../../src/pivot/endpoint/violation.ts';
import type { ObservedEndpoint } from '../../../src/pivot/observation.ts';
import { at, fence, type observation, started } from '../given.ts';

export const endpoint = { address: '172.22.0.2', interface: 'ironicendpoint' };
/** Of a source that is fenced. */
export const released: Journal = { ...started, fence, fencedTime: at(-30) };
export const notReleased: EndpointViolation = { reason: 'AddressStillAnswers', message: 'somebody answers' };
export const notHeld: EndpointViolation = { reason: 'AddressNotHeld', message: 'nobody holds it' };

export function seen(of: EndpointView, is: Partial<ObservedEndpoint> = {}): ObservedEndpoint {
  return {
    probes: { source: true, target: true },
    view: of,
    notReleased: undefined,
    notHeld: undefined,
    heldBy: undefined,
    ...is,
  };
}

export type Given = Omit<Parameters<typeof observation>[0] & object, 'spec'>;
