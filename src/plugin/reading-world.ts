/** The world of the controller for a program that only looks: its clients refuse every write that would be stored. */
import type { Resource } from '../api/kube-object.ts';
import { selfSubjectAccessReviews, subjectAccessReviews } from '../api/resources.ts';
import { ClockJumps } from '../controller/clock-jumps.ts';
import { EndpointWatches } from '../controller/endpoint-watches.ts';
import { Surveys } from '../controller/surveys.ts';
import type { World } from '../controller/world.ts';
import type { Clock } from '../kube/clock.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { createLogger } from '../log.ts';
import type { ObservedSurvey } from '../pivot/survey.ts';

export function readingWorld(
  source: ClusterClient,
  clock: Clock,
  { namespace, surveys = new NoSurveys(clock) }: { readonly namespace: string; readonly surveys?: Surveys },
): World {
  return {
    clock,
    source: readOnly(source),
    namespace,
    image: '',
    // Whether the operator has one is not to be seen from here; its own Preflight says.
    probeImage: '',
    endpoints: new EndpointWatches(),
    clockJumps: new ClockJumps(clock),
    surveys,
    log: createLogger('silent'),
    leads: () => false,
  };
}

/** Each look at both clusters would have a survey taken: hundreds of dry runs, which not everybody may do or wants. */
class NoSurveys extends Surveys {
  override look(): ObservedSurvey {
    return { state: 'notPossible' };
  }
}

/** Reads, dry runs, and reviews of rights, which are answered and not stored. */
export function readOnly(client: ClusterClient): ClusterClient {
  const guard = <T>(what: string, isDry: boolean | undefined, write: () => Promise<T>): Promise<T> =>
    isDry === true ? write() : Promise.reject(new Error(`${what}: this program only reads`));
  const isReview = ({ plural }: Resource) =>
    plural === selfSubjectAccessReviews.plural || plural === subjectAccessReviews.plural;
  return {
    server: client.server,
    caData: client.caData,
    get: (resource, ref) => client.get(resource, ref),
    list: (resource, options) => client.list(resource, options),
    watch: (resource, options) => client.watch(resource, options),
    readLog: (pod, options) => client.readLog(pod, options),
    getRaw: (path) => client.getRaw(path),
    ping: (signal) => client.ping(signal),
    expiries: (signal) => client.expiries(signal),
    close: () => client.close(),
    create: (resource, object, options) =>
      guard(`create ${resource.plural}`, options?.dryRun === true || isReview(resource), () =>
        client.create(resource, object, options),
      ),
    replace: (resource, object, options) =>
      guard(`replace ${resource.plural}`, options?.dryRun, () => client.replace(resource, object, options)),
    patch: (resource, ref, patch) =>
      guard(`patch ${resource.plural}`, patch.dryRun, () => client.patch(resource, ref, patch)),
    delete: (resource, ref, options) =>
      guard(`delete ${resource.plural}`, options?.dryRun, () => client.delete(resource, ref, options)),
    requestToken: () => Promise.reject(new Error('create serviceaccounts/token: this program only reads')),
  };
}
