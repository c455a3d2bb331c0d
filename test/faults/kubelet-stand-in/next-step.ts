/** What does a kubelet do next with a Pod that it sees? */
import { isTerminal, type Pod } from './pod.ts';

/** A Pod's program, as far as the kubelet knows it. */
export type ProgramState = 'absent' | 'starting' | 'ready' | 'ended';

/**
 * `bind`: nobody has it yet (what a scheduler does). `end`: it shall go, and its program still runs. `remove`: it shall go, and
 * nothing of it runs. `report`: its status shall say how its program is.
 */
export type Step = 'bind' | 'start' | 'end' | 'remove' | 'restart' | 'report' | 'nothing';

export function nextStep(pod: Pod, program: ProgramState): Step {
  const { metadata, spec } = pod;
  if (metadata.deletionTimestamp !== undefined) return isRunning(program) ? 'end' : 'remove';
  if (spec.nodeName === undefined) return 'bind';
  if (isTerminal(pod)) return 'nothing';
  if (program === 'absent') return 'start';
  return program === 'ended' && (spec.restartPolicy ?? 'Always') === 'Always' ? 'restart' : 'report';
}

function isRunning(program: ProgramState): boolean {
  return program === 'starting' || program === 'ready';
}
