/** Which changes wake up which ClusterPivots, and who works on them. */
import type { KubeObject, ObjectRef, Resource } from '../api/kube-object.ts';
import { pivotUidLabel } from '../api/marks.ts';
import { bareMetalHosts, clusterPivots, clusters, deployments, jobs } from '../api/resources.ts';
import type { Clock, Random } from '../kube/clock.ts';
import { OperatorAdapter } from '../kube/operator-adapter.ts';
import { keyOf } from '../kube/store.ts';
import { runWorkers } from '../kube/workers.ts';
import { WorkQueue } from '../kube/workqueue.ts';
import { type Logger, logAbout } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { type Reconciler, reconcile } from './reconcile.ts';

export interface ControllerOptions extends Reconciler {
  readonly metrics: Metrics;
  readonly random?: Random;
}

/** A pivot takes seconds of work and minutes of waiting: a few workers serve many. */
const workers = 4;
/** Changes of foreign objects come in bursts, and one look sees them all. */
const burstMs = 150;

export class Controller {
  readonly #options: ControllerOptions;
  readonly #queue: WorkQueue;
  readonly #operator: OperatorAdapter;
  /** What was last asked of each ClusterPivot: all of it but status. */
  readonly #asked = new Map<string, string>();
  #started = false;
  #working: Promise<void> = Promise.resolve();

  constructor(options: ControllerOptions) {
    this.#options = options;
    const { clock } = options.world;
    const observer = options.metrics.queue;
    this.#queue = new WorkQueue({
      clock,
      observer,
      firstRetryMs: 250,
      longestRetryMs: 15_000,
      ...chance(options.random),
    });
    this.#operator = this.#createOperator(clock);
  }

  /** Resolves when every watch has been asked for; work begins with the first object seen. */
  async start(): Promise<void> {
    const { world, metrics } = this.#options;
    await this.#operator.start();
    this.#started = true;
    world.surveys.whenEnded((ref) => this.#queue.add(keyOf(ref)));
    metrics.reconciles.haveWorkers(workers);
    this.#working = runWorkers({
      queue: this.#queue,
      workers,
      work: async (key) => metrics.reconciles.time(async () => reconcile(this.#options, refOf(key))),
      onError: (error, key) => {
        metrics.retried(refOf(key));
        this.#logAbout(key).warn({ error: String(error) }, 'looking again after a pause');
      },
    });
  }

  #logAbout(key: string): Logger {
    const ref = refOf(key);
    const known = this.#operator.reflector(clusterPivots).get(ref);
    return logAbout(this.#options.world.log, known ?? { apiVersion: '', kind: clusterPivots.kind, metadata: ref });
  }

  /** All ClusterPivots have been seen once. */
  get hasSynced(): boolean {
    return this.#started && this.#operator.reflector(clusterPivots).hasSynced;
  }

  /** Resolves when nothing is being done any more. */
  async stop(): Promise<void> {
    this.#operator.stop();
    this.#options.world.surveys.stop();
    await this.#queue.shutDown();
    await this.#working;
    await this.#operator.stopped();
  }

  #createOperator(clock: Clock): OperatorAdapter {
    const { world, random } = this.#options;
    const { log } = world;
    // Thousands of these may be there, and none is looked at here: they only say that it is time to look. While both
    // clusters are asked it is not: each look would take time from the answers.
    const wakeByForeign = (which: (pivot: KubeObject) => boolean) =>
      this.#wake((pivot) => which(pivot) && !world.surveys.isRunning(pivot.metadata));
    const ofNamespace = (object: KubeObject) =>
      wakeByForeign((pivot) => pivot.metadata.namespace === object.metadata.namespace);
    const foreign: readonly (readonly [Resource, (object: KubeObject) => void])[] = [
      [clusters, ofNamespace],
      [bareMetalHosts, ofNamespace],
      [deployments, () => wakeByForeign(() => true)],
    ];
    return new OperatorAdapter({
      client: world.source,
      clock,
      ...chance(random),
      logger: {
        debug: (message) => log.debug(message),
        info: (message) => log.info(message),
        warn: (message) => log.debug(message),
        error: (message) => log.error(message),
      },
      watched: [
        { resource: clusterPivots, onEvent: ({ object }) => this.#wakeItself(object as unknown as KubeObject) },
        {
          resource: jobs,
          namespace: world.namespace,
          metadataOnly: true,
          onEvent: ({ object }) => {
            const uid = (object as unknown as KubeObject).metadata.labels?.[pivotUidLabel];
            if (uid !== undefined) this.#wake((pivot) => pivot.metadata.uid === uid);
          },
        },
        ...foreign.map(([resource, wake]) => ({
          resource,
          metadataOnly: true,
          onEvent: ({ object }: { object: unknown }) => wake(object as KubeObject),
        })),
      ],
    });
  }

  /** Our own status write is no news: to look again at once because of it would never end. */
  #wakeItself(pivot: KubeObject): void {
    const key = keyOf(pivot.metadata);
    const { uid, generation, deletionTimestamp, annotations } = pivot.metadata;
    const asked = JSON.stringify([uid, generation, deletionTimestamp, annotations]);
    const isGone = this.#operator.reflector(clusterPivots).get(pivot.metadata) === undefined;
    if (!isGone && this.#asked.get(key) === asked) return;
    if (isGone) this.#asked.delete(key);
    else this.#asked.set(key, asked);
    this.#queue.add(key);
  }

  #wake(which: (pivot: KubeObject) => boolean): void {
    for (const pivot of this.#operator.reflector(clusterPivots).list()) {
      if (which(pivot)) this.#queue.addAfter(keyOf(pivot.metadata), burstMs);
    }
  }
}

function chance(random: Random | undefined): { readonly random?: Random } {
  return random === undefined ? {} : { random };
}

function refOf(key: string): ObjectRef {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
