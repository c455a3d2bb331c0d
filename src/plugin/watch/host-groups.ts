/** How the BareMetalHosts of both clusters fare: hosts in the same case together, in short words. */
import type { KubeObject } from '../../api/kube-object.ts';
import { hostStatus, pausedBy, provisioningState, savedStatus } from '../../pivot/hosts.ts';

export interface HostGroup {
  readonly names: readonly string[];
  /** '' where they are not; undefined where nobody could look. */
  readonly source: string | undefined;
  readonly target: string | undefined;
  /** Something is done to them, or went wrong with them. */
  readonly alarming: boolean;
}

/** undefined: the cluster cannot be read. */
export interface SeenHosts {
  readonly source: readonly KubeObject[] | undefined;
  readonly target: readonly KubeObject[] | undefined;
}

/** States of a host at rest; `copy` is one that has not been restored yet. */
const calm = ['provisioned', 'available', 'ready', 'externally provisioned', 'unmanaged', 'copy', 'new'];

interface Place {
  readonly words: string;
  readonly alarming: boolean;
}

const nowhere: Place = { words: '', alarming: false };

function placeOf(host: KubeObject): Place {
  const { errorType = '' } = hostStatus(host);
  const own = provisioningState(host);
  const state = own !== '' ? own : savedStatus(host) === undefined ? 'new' : 'copy';
  const leaving = host.metadata.deletionTimestamp !== undefined;
  const paused = pausedBy(host) !== undefined;
  const words = [
    state,
    ...(errorType === '' ? [] : [errorType]),
    ...(paused ? ['paused'] : []),
    ...(leaving ? ['being deleted'] : []),
  ];
  // A paused host may be deleted: nobody acts on it.
  return { words: words.join(', '), alarming: errorType !== '' || !calm.includes(state) || (leaving && !paused) };
}

/** In the order of their first hosts. */
export function hostGroups(seen: SeenHosts): readonly HostGroup[] {
  const places = (hosts: readonly KubeObject[] | undefined) =>
    hosts === undefined ? undefined : new Map(hosts.map((host) => [host.metadata.name, placeOf(host)]));
  const [source, target] = [places(seen.source), places(seen.target)];
  const names = [...new Set([...(source?.keys() ?? []), ...(target?.keys() ?? [])])];
  const rows = names
    .toSorted((a, b) => a.localeCompare(b))
    .map((name) => {
      const [here, there] = [source, target].map((all) => (all === undefined ? undefined : (all.get(name) ?? nowhere)));
      const alarming = here?.alarming === true || there?.alarming === true;
      return { name, source: here?.words, target: there?.words, alarming };
    });
  const groups = Map.groupBy(rows, (row) => `${row.source}|${row.target}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { name: _, ...rest } = first;
    return [{ names: group.map(({ name }) => name), ...rest }];
  });
}

/** `host-00`, or `host-00 ... host-11 (12)`. */
export function nameGroup(names: readonly string[]): string {
  if (names.length < 3) return names.join(', ');
  return `${names[0]} ... ${names.at(-1)} (${names.length})`;
}
