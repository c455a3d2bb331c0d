/** Would an API server refuse the same however often it was asked, or may what clusterctl repeats of it pass? */

export interface Refusal {
  /** The API server's words, without clusterctl's before them. */
  readonly reason: string;
  /** Else it may still pass within seconds: rights that were just granted, a webhook that has yet to see an owner. */
  readonly certain: boolean;
}

/** What clusterctl was doing: `error creating "metal3.io/v1alpha1, Kind=BareMetalHost" metal3/node-0: `. */
const clusterctlWords = /^(?:error (?:creating|updating|reading|patching) [^:]+: )+/;

/** How webhooks, policies and schemas begin to refuse, in Kubernetes 1.36; what could not be asked begins otherwise. */
const denied = new RegExp(
  [
    '^admission webhook "[^"]*" denied the request\\b',
    `^\\S+ "[^"]*" is forbidden: ValidatingAdmissionPolicy '[^']*'.* denied request: `,
    `^policy (?:'[^']*' with binding '[^']*'|"[^"]*") denied request: `,
    '^\\S+ "[^"]*" is forbidden: .* because it is being terminated$',
    '^\\S+ "[^"]*" is invalid\\b',
    '^the server rejected our request due to an error in our request\\b',
  ].join('|'),
);

/** Most often of a role; an admission plugin says it too. */
const forbidden = /^(?:\S+ (?:"[^"]*" )?is )?forbidden: /;

/** An admission plugin that waits for something, or a webhook that met with trouble itself and calls that a denial. */
const passing = new RegExp(
  [
    'exceeded quota: ',
    'status unknown for quota: ',
    'not yet ready to handle request',
    'Internal error',
    'failed calling webhook',
    'deadline exceeded',
    'timed out',
    'i/o timeout',
    '(?:^|: )Timeout: ',
    'TLS handshake timeout',
    'connection re(?:fused|set)',
    'no such host',
    '\\bEOF$',
    'etcdserver: ',
    'rate limiter',
    'the cache is not started',
    'Too many requests',
    'Operation cannot be fulfilled',
    'the server (?:is currently unable|was unable|has received|could not find)',
  ].join('|'),
);

/** A webhook looks into a cache, which an object that was created just before may not have reached. */
const missing = /not found|does not exist/i;

/** undefined for what is no refusal, or one that may pass at any time, such as a quota. */
export function refusalIn(cause: string): Refusal | undefined {
  const reason = cause.replace(clusterctlWords, '');
  if (passing.test(reason)) return undefined;
  if (denied.test(reason)) return { reason, certain: !missing.test(reason) };
  return forbidden.test(reason) ? { reason, certain: false } : undefined;
}
