/** Who may read the metrics? Whose token it is, and whether they may, says the source's API server; it is not asked each time. */
import type { KubeObject } from '../api/kube-object.ts';
import { subjectAccessReviews, tokenReviews } from '../api/resources.ts';
import type { Clock } from '../kube/clock.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { digest } from '../pivot/digest.ts';

type Answer =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'forbidden'; readonly user: string };

/** `busy`: so many are asked for already that one more would be a burden to the API server. */
export type Verdict = Answer | { readonly kind: 'busy' };

interface User {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** A right that is taken away is gone within a minute; one that is given is there after half of one. */
const validMs = { allowed: 60_000, unknown: 10_000, forbidden: 30_000 } as const;
const mostRemembered = 1000;
const mostAtOnce = 8;

export class AccessReviews {
  readonly #client: ClusterClient;
  readonly #clock: Clock;
  /** By digest, so that no token is kept; `until` is monotonic. */
  readonly #known = new Map<string, { readonly answer: Answer; readonly until: number }>();
  readonly #asking = new Map<string, Promise<Answer>>();

  constructor(client: ClusterClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** Rejects when the API server cannot be asked. */
  async judge(token: string, path: string): Promise<Verdict> {
    const key = digest(`${path}\n${token}`);
    const known = this.#known.get(key);
    if (known !== undefined && this.#clock.monotonic() < known.until) return known.answer;
    const asking = this.#asking.get(key);
    if (asking !== undefined) return asking;
    if (this.#asking.size >= mostAtOnce) return { kind: 'busy' };
    const asked = this.#ask(token, path).finally(() => this.#asking.delete(key));
    this.#asking.set(key, asked);
    const answer = await asked;
    this.#remember(key, answer);
    return answer;
  }

  #remember(key: string, answer: Answer): void {
    this.#known.delete(key);
    this.#known.set(key, { answer, until: this.#clock.monotonic() + validMs[answer.kind] });
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostRemembered && oldest !== undefined) this.#known.delete(oldest);
  }

  async #ask(token: string, path: string): Promise<Answer> {
    const review = await this.#client.create(tokenReviews, reviewOf('authentication', 'TokenReview', { token }));
    const { authenticated, user } = (review['status'] ?? {}) as { authenticated?: boolean; user?: User };
    if (authenticated !== true || user?.username === undefined) return { kind: 'unknown' };
    const { username, ...rest } = user;
    const spec = { user: username, ...rest, nonResourceAttributes: { path, verb: 'get' } };
    const answer = await this.#client.create(
      subjectAccessReviews,
      reviewOf('authorization', 'SubjectAccessReview', spec),
    );
    const { allowed } = (answer['status'] ?? {}) as { allowed?: boolean };
    return allowed === true ? { kind: 'allowed' } : { kind: 'forbidden', user: username };
  }
}

function reviewOf(group: string, kind: string, spec: object): KubeObject {
  // Nothing is stored, so there is nothing to name.
  return { apiVersion: `${group}.k8s.io/v1`, kind, metadata: { name: '' }, spec };
}
