/** What a person who watches a pivot sees at a moment, whichever way the pivot is done. */

export type StepState = 'waiting' | 'running' | 'done' | 'failed';

export interface Step {
  readonly name: string;
  readonly state: StepState;
  /** How long it took, or has taken so far. */
  readonly seconds?: number;
  /** What it does or waits for now. */
  readonly note?: string;
}

/** Where a host is and how it fares: one short text for each cluster, '' where it is not. */
export interface HostPlace {
  readonly name: string;
  readonly source: string;
  readonly target: string;
}

/** Who answers for Ironic's address. */
export interface EndpointPlace {
  readonly address: string;
  /** `source`, `target`; nobody when empty. */
  readonly holders: readonly string[];
  /** For how long nobody has held it, all in all. */
  readonly unheldSeconds: number;
}

export interface Scene {
  readonly title: string;
  /** Since the start of the pivot. */
  readonly seconds: number;
  readonly steps: readonly Step[];
  readonly progress?: { readonly label: string; readonly done: number; readonly total: number };
  readonly hosts: readonly HostPlace[];
  /** undefined where there is no real Ironic. */
  readonly endpoint?: EndpointPlace | undefined;
}

/** Hosts in the same case, together. */
export interface HostGroup {
  readonly names: readonly string[];
  readonly source: string;
  readonly target: string;
}

/** In the order of their first hosts. */
export function hostGroups(hosts: readonly HostPlace[]): readonly HostGroup[] {
  const groups = Map.groupBy(
    hosts.toSorted((a, b) => a.name.localeCompare(b.name)),
    ({ source, target }) => `${source}|${target}`,
  );
  return [...groups.values()].map((group) => ({
    names: group.map(({ name }) => name),
    source: group[0]?.source ?? '',
    target: group[0]?.target ?? '',
  }));
}

/** `7 s`, `1:07`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
