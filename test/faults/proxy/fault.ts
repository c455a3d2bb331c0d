/** What can go wrong between a client and an API server, as plain data. */

/** How a request ends for the client. */
export type Ending =
  /** The connection breaks. */
  | { readonly kind: 'reset' }
  /** Nobody answers; after so many seconds the connection breaks. */
  | { readonly kind: 'hang'; readonly seconds: number }
  /** The API server, or something before it, refuses. */
  | { readonly kind: 'status'; readonly status: RefusalStatus; readonly retryAfterSeconds?: number }
  /** The client is killed. */
  | { readonly kind: 'kill' };

export type RefusalStatus = 403 | 409 | 410 | 429 | 500 | 503 | 504;

export type Fault =
  /** The API server never hears of the request. */
  | { readonly kind: 'unheard'; readonly ending: Ending }
  /** The API server has carried the request out, and the client does not learn of it. */
  | { readonly kind: 'unanswered'; readonly ending: Ending }
  /** A read gets what was last answered to the same question, as from an API server that lags behind. */
  | { readonly kind: 'stale' }
  /** After so many events a watch breaks. */
  | { readonly kind: 'cutWatch'; readonly afterEvents: number }
  /** After so many events a watch goes silent, and nobody is told. */
  | { readonly kind: 'freezeWatch'; readonly afterEvents: number }
  /** After so many events a watch ends with an event that says 410 Gone. */
  | { readonly kind: 'expireWatch'; readonly afterEvents: number };

export type WatchFault = Extract<Fault, { readonly afterEvents: number }>;

export function isWatchFault(fault: Fault): fault is WatchFault {
  return 'afterEvents' in fault;
}

export function faultInWords(fault: Fault): string {
  switch (fault.kind) {
    case 'unheard':
      return `${endingInWords(fault.ending)}, before it reaches the API server`;
    case 'unanswered':
      return `${endingInWords(fault.ending)}, after the API server has carried it out`;
    case 'stale':
      return 'an earlier answer';
    case 'cutWatch':
      return `cut after ${fault.afterEvents} events`;
    case 'freezeWatch':
      return `silent after ${fault.afterEvents} events`;
    case 'expireWatch':
      return `410 after ${fault.afterEvents} events`;
  }
}

function endingInWords(ending: Ending): string {
  switch (ending.kind) {
    case 'reset':
      return 'connection reset';
    case 'hang':
      return `no answer for ${ending.seconds} s`;
    case 'status':
      return String(ending.status);
    case 'kill':
      return 'client killed';
  }
}
