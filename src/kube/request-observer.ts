/** Who is told how each single request to an API server ended, tries that are repeated included. */
import type { KubeErrorKind } from './errors.ts';

export interface RequestObserver {
  /** Once a request; a stream has ended well when it has begun. `status` is undefined when no answer came. */
  onAnswer(request: { readonly method: string; readonly host: string; readonly status: number | undefined }): void;
  /** Beside `onAnswer`, or later for a stream that broke. What we ended ourselves is no failure. */
  onFailure(kind: KubeErrorKind): void;
}
