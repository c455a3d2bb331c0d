/**
 * kubelet-stand-in: does for the Pods of a control plane what a scheduler and a kubelet do, as far as a pivot sees it. Programs
 * run as child processes; a Pod that goes ends its program first, and is gone only afterwards.
 */
import type { ObjectRef, Resource } from '../../../src/api/kube-object.ts';
import { pods } from '../../../src/api/resources.ts';
import { systemClock } from '../../../src/kube/clock.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { isConflict, isNotFound } from '../../../src/kube/errors.ts';
import { follow } from '../../../testbed/capm3-stand-in/follow.ts';
import { startWork } from '../../../testbed/capm3-stand-in/work.ts';
import type { Outcome } from '../../../testbed/capm3-stand-in/world.ts';
import { nextStep, type ProgramState } from './next-step.ts';
import type { Pod } from './pod.ts';
import { type ProgramReport, podStatus, stoppedStatus } from './pod-status.ts';
import type { RunningProgram } from './running-program.ts';

export interface KubeletOptions {
  readonly client: ClusterClient;
  /** The one node that all Pods get. */
  readonly node: string;
  /** Starts what a Pod asks for; rejects when that is not possible yet. */
  readonly run: (pod: Pod) => Promise<RunningProgram>;
  readonly log: (message: string) => void;
}

interface Known {
  readonly program: RunningProgram;
  readonly image: string;
  report: ProgramReport;
}

type PodRef = Required<ObjectRef>;

const bindings: Resource = { ...pods, plural: 'bindings', kind: 'Binding' };

/** The status is written anew only when it says something else. */
type Written = Map<string, string>;

export class Kubelet {
  readonly #options: KubeletOptions;
  readonly #stopping = new AbortController();
  readonly #programs = new Map<string, Known>();
  readonly #written: Written = new Map();
  readonly #ask: (ref: PodRef) => void;
  readonly #following: Promise<void>;

  constructor(options: KubeletOptions) {
    this.#options = options;
    const { signal } = this.#stopping;
    const { log, client } = options;
    this.#ask = startWork<PodRef>({
      clock: systemClock,
      signal,
      parallel: 16,
      keyOf: ({ namespace, name }) => `${namespace}/${name}`,
      handle: async (ref) => this.#look(ref),
      failed: ({ namespace, name }, error) => log(`Pod ${namespace}/${name}: ${String(error)}`),
    });
    const see = ({ metadata: { namespace = '', name } }: Pod | { metadata: ObjectRef }) =>
      this.#ask({ namespace, name });
    this.#following = follow(pods, {
      client,
      clock: systemClock,
      signal,
      seen: see,
      gone: see,
      failed: (error) => log(`cannot follow Pods: ${String(error)}`),
    });
  }

  /** Kills every program whose image matches, as a node that runs out of memory does. */
  async kill(matches: (image: string) => boolean): Promise<void> {
    const hit = [...this.#programs.values()].filter(({ image }) => matches(image));
    await Promise.all(hit.map(async ({ program }) => program.kill()));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
    await Promise.all([...this.#programs.values()].map(async ({ program }) => program.kill()));
  }

  async #look(ref: PodRef): Promise<Outcome> {
    const { client, node } = this.#options;
    const pod = await client.get<Pod>(pods, ref);
    if (pod === undefined) return 'done';
    const uid = pod.metadata.uid ?? '';
    const known = this.#programs.get(uid);
    switch (nextStep(pod, stateOf(known))) {
      case 'nothing':
        break;
      case 'bind':
        await bind(client, ref, node);
        break;
      case 'start':
        await this.#start(pod, 0);
        break;
      case 'restart':
        await this.#start(pod, (known?.report.restarts ?? 0) + 1);
        break;
      case 'end':
        await known?.program.stop();
        return { againMs: 0 };
      case 'remove':
        await this.#remove(pod, known);
        break;
      case 'report':
        if (known !== undefined) await this.#write(pod, podStatus(pod, known.report));
        break;
    }
    return 'done';
  }

  async #start(pod: Pod, restarts: number): Promise<void> {
    const program = await this.#options.run(pod);
    const { namespace = '', name, uid = '' } = pod.metadata;
    const report: ProgramReport = { startedAt: now(), ready: false, restarts };
    const known: Known = { program, image: pod.spec.containers[0]?.image ?? '', report };
    this.#programs.set(uid, known);
    const changes = (more: Partial<ProgramReport>) => {
      known.report = { ...known.report, ...more };
      this.#ask({ namespace, name });
    };
    void program.ready.then(() => changes({ ready: true }));
    void program.ended.then((ending) => changes({ ended: { at: now(), ...ending } }));
    await this.#write(pod, podStatus(pod, known.report));
  }

  /** First that nothing runs any more, which Jobs wait for, then the Pod itself. */
  async #remove(pod: Pod, known: Known | undefined): Promise<void> {
    const { uid = '' } = pod.metadata;
    const { namespace = '', name } = pod.metadata;
    await this.#write(pod, stoppedStatus(pod, known?.report, now()));
    await this.#options.client.delete(pods, { namespace, name }, { gracePeriodSeconds: 0, uid });
    this.#programs.delete(uid);
    this.#written.delete(uid);
  }

  async #write({ metadata: { namespace = '', name, uid = '' } }: Pod, status: object): Promise<void> {
    const text = JSON.stringify(status);
    if (this.#written.get(uid) === text) return;
    try {
      await this.#options.client.patch(
        pods,
        { namespace, name },
        {
          type: 'merge',
          subresource: 'status',
          body: { metadata: { uid }, status },
        },
      );
      this.#written.set(uid, text);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

function stateOf(known: Known | undefined): ProgramState {
  if (known === undefined) return 'absent';
  if (known.report.ended !== undefined) return 'ended';
  return known.report.ready ? 'ready' : 'starting';
}

/** Another look may have bound it. */
async function bind(client: ClusterClient, { namespace, name }: PodRef, node: string): Promise<void> {
  try {
    await client.create(bindings, {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { namespace, name },
      target: { apiVersion: 'v1', kind: 'Node', name: node },
    });
  } catch (error) {
    if (!isConflict(error) && !isNotFound(error)) throw error;
  }
}

function now(): string {
  return new Date().toISOString();
}
