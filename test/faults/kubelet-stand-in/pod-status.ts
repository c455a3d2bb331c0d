/** The status of a Pod, as a kubelet writes it for the programs behind its containers. */
import type { Exit } from '../../env/child-process.ts';
import type { Pod } from './pod.ts';

export interface ProgramReport {
  readonly startedAt: string;
  readonly ready: boolean;
  /** Absent while it runs. */
  readonly ended?: { readonly at: string; readonly exit: Exit; readonly message?: string };
  readonly restarts: number;
}

/** As a container that a signal has killed is told of. */
const signalled = 137;

function exitCode({ code }: Exit): number {
  return code ?? signalled;
}

function containerState({ startedAt, ended }: ProgramReport): object {
  if (ended === undefined) return { running: { startedAt } };
  const exit = exitCode(ended.exit);
  return {
    terminated: {
      exitCode: exit,
      reason: exit === 0 ? 'Completed' : 'Error',
      startedAt,
      finishedAt: ended.at,
      ...(ended.message === undefined ? {} : { message: ended.message }),
    },
  };
}

function phaseOf({ spec }: Pod, { ended }: ProgramReport): string {
  if (ended === undefined || (spec.restartPolicy ?? 'Always') === 'Always') return 'Running';
  return exitCode(ended.exit) === 0 ? 'Succeeded' : 'Failed';
}

/** All containers of a Pod share one program: that of the container that matters. */
export function podStatus(pod: Pod, program: ProgramReport): object {
  const ready = program.ready && program.ended === undefined;
  const condition = (type: string, status: boolean) => ({
    type,
    status: status ? 'True' : 'False',
    lastTransitionTime: program.startedAt,
  });
  return {
    phase: phaseOf(pod, program),
    conditions: [
      condition('PodScheduled', true),
      condition('Initialized', true),
      condition('ContainersReady', ready),
      condition('Ready', ready),
    ],
    startTime: program.startedAt,
    containerStatuses: pod.spec.containers.map(({ name, image }) => ({
      name,
      image,
      imageID: image,
      ready,
      started: program.ended === undefined,
      restartCount: program.restarts,
      state: containerState(program),
    })),
  };
}

/** Of a Pod that is deleted before it has ended by itself: nothing of it runs any more. */
export function stoppedStatus(pod: Pod, program: ProgramReport | undefined, at: string): object {
  const never: ProgramReport = { startedAt: at, ready: false, restarts: 0 };
  const killed = { at, exit: { code: null, signal: null } };
  const status = podStatus(pod, { ...(program ?? never), ended: program?.ended ?? killed });
  return { ...status, phase: 'Failed' };
}
