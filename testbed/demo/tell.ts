/** What is new in a scene, as lines for a log. */

import { nameGroup } from '../../src/plugin/watch/host-groups.ts';
import { endpointWords } from './endpoint-place.ts';
import { hostGroups, type Scene } from './scene.ts';

const share = 10;

function tenth({ progress }: Scene): number {
  return progress === undefined || progress.total === 0 ? 0 : Math.floor((progress.done / progress.total) * share);
}

function steps(before: Scene | undefined, now: Scene): readonly string[] {
  const was = new Map(before?.steps.map((step) => [step.name, step]));
  return now.steps.flatMap((step) => {
    const old = was.get(step.name);
    const note = step.note === undefined ? '' : `: ${step.note.replaceAll(/\s*\n\s*/g, '; ')}`;
    const took = step.seconds === undefined ? '' : ` (${step.seconds.toFixed(1)} s)`;
    if (step.state !== old?.state) {
      if (step.state === 'running') return [`${step.name} begins${note}`];
      // So quick that its beginning was not seen: say now what it was.
      if (step.state === 'done') return [`${step.name} is done${took}${old?.state === 'running' ? '' : note}`];
      return step.state === 'failed' ? [`${step.name} failed${note}`] : [];
    }
    return step.state === 'running' && step.note !== old.note ? [`${step.name}${note}`] : [];
  });
}

/** Who holds it is news, for how long nobody has is not. */
function endpoint(before: Scene | undefined, now: Scene): readonly string[] {
  const holders = (scene: Scene | undefined) => scene?.endpoint?.holders.join(' ');
  if (now.endpoint === undefined || holders(before) === holders(now)) return [];
  return [`VIP ${now.endpoint.address}: ${endpointWords(now.endpoint)}`];
}

/** Lines for what differs from the scene before; none when nothing does. Seconds that only count on are nothing new. */
export function tell(before: Scene | undefined, now: Scene): readonly string[] {
  const { progress } = now;
  const hosts = (scene: Scene | undefined) => JSON.stringify(hostGroups(scene?.hosts ?? []));
  const newTenth = progress !== undefined && (before === undefined ? tenth(now) > 0 : tenth(now) !== tenth(before));
  return [
    ...(before === undefined ? [now.title] : []),
    ...steps(before, now),
    ...(newTenth ? [`${progress.label}: ${progress.done} of ${progress.total}`] : []),
    ...endpoint(before, now),
    ...(hosts(before) === hosts(now)
      ? []
      : hostGroups(now.hosts).map(
          ({ names, source, target }) =>
            `hosts ${nameGroup(names)}: source ${source === '' ? '-' : source}, target ${target === '' ? '-' : target}`,
        )),
  ];
}
