/** How requests to the API servers of both clusters end. */
import type { Counter, Registry } from 'prom-client';
import type { KubeErrorKind } from '../kube/errors.ts';
import type { RequestObserver } from '../kube/request-observer.ts';
import { counter } from './collectors.ts';
import { faults, standardFamily } from './standard-families.ts';

const classes: Readonly<Record<KubeErrorKind, true>> = {
  notFound: true,
  conflict: true,
  invalid: true,
  forbidden: true,
  unauthorized: true,
  tooMany: true,
  gone: true,
  server: true,
  network: true,
  timeout: true,
};

export class RequestMetrics {
  readonly #requests: Counter;
  readonly #faults: Counter;

  constructor(registry: Registry) {
    this.#requests = counter(registry, standardFamily('rest_client_requests_total'));
    this.#faults = counter(registry, faults);
    for (const cluster of ['source', 'target']) {
      for (const kind of Object.keys(classes)) this.#faults.inc({ cluster, class: kind }, 0);
    }
  }

  to(cluster: 'source' | 'target'): RequestObserver {
    return {
      onAnswer: ({ method, host, status }) =>
        this.#requests.inc({ code: status === undefined ? '<error>' : String(status), method, host }),
      onFailure: (kind) => this.#faults.inc({ cluster, class: kind }),
    };
  }
}
