/** What changed from one scene to the next, as lines for a log: no picture, no colours. */
import { clockWords } from '../durations.ts';
import { nameGroup } from './host-groups.ts';
import type { Scene, Step } from './scene.ts';

/** `last` undefined: nothing was told yet. */
export function tell(last: Scene | undefined, scene: Scene): readonly string[] {
  return [
    ...(last === undefined ? [scene.title] : []),
    ...scene.steps.flatMap((step) => tellStep(last, step)),
    ...tellNow(last, scene),
    ...changed(last, scene, objectWords),
    ...changed(last, scene, endpointWords),
    ...changed(last, scene, hostWords),
    ...scene.notes.filter((note) => !(last?.notes ?? []).includes(note)),
    ...(last !== undefined && last.notes.length > 0 && scene.notes.length === 0 ? ['everything answers again'] : []),
  ];
}

/** A line for when nothing happens: that we are still here, and what it is about. */
export function stillThere(scene: Scene): string {
  const now = scene.steps.find(({ state }) => state === 'running' || state === 'failed');
  const since = now?.seconds === undefined ? '' : ` (${clockWords(now.seconds)})`;
  const [first = '', ...more] = scene.waitsFor;
  const rest = more.length === 0 ? '' : `, and ${more.length} more`;
  return scene.notes[0] ?? `still ${now?.name ?? 'waiting'}${since}: ${first}${rest}`;
}

function tellStep(last: Scene | undefined, { name, state, seconds }: Step): readonly string[] {
  const before = last?.steps.find((step) => step.name === name)?.state ?? 'waiting';
  if (state !== 'done' || before === 'done') return [];
  return [seconds === undefined ? `${name}: done` : `${name}: done after ${clockWords(seconds)}`];
}

/** The phase with what it says, whenever either is new. */
function tellNow(last: Scene | undefined, scene: Scene): readonly string[] {
  const before = last === undefined ? [] : nowWords(last);
  return nowWords(scene).filter((line) => !before.includes(line));
}

function nowWords({ steps, waitsFor }: Scene): readonly string[] {
  const now = steps.find(({ state }) => state === 'running' || state === 'failed');
  // Before the first phase there is none to name.
  if (now === undefined && !steps.some(({ state }) => state === 'done')) return waitsFor;
  const prefix = now?.state === 'failed' ? `${now.name}, stopped` : (now?.name ?? 'over');
  return waitsFor.map((line) => `${prefix}: ${line}`);
}

/** One line, when it says something else than before. */
function changed(last: Scene | undefined, scene: Scene, words: (scene: Scene) => string): readonly string[] {
  const now = words(scene);
  return now === '' || (last !== undefined && words(last) === now) ? [] : [now];
}

function objectWords({ objects }: Scene): string {
  return objects === undefined ? '' : `${objects.label}: ${objects.done} of ${objects.total} objects`;
}

function endpointWords({ endpoint }: Scene): string {
  return endpoint === undefined ? '' : `endpoint ${endpoint.address}: ${endpoint.holder ?? 'held by nobody'}`;
}

function hostWords({ hosts }: Scene): string {
  const words = hosts.map(({ names, source, target }) => {
    const sides = [
      ...(source === undefined || source === '' ? [] : [`${source} in the source`]),
      ...(target === undefined || target === '' ? [] : [`${target} in the target`]),
    ];
    return `${nameGroup(names)}: ${sides.join(', ')}`;
  });
  return words.length === 0 ? '' : `hosts: ${words.join('; ')}`;
}
