/** A pivot that is being looked at: each look shows what is known now, and says whether it is over. */
import type { ClusterPivot } from '../../api/clusterpivot.ts';
import { Failure } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';
import { inWords, type Source } from '../source.ts';
import { type Ending, endingOf } from './ending.ts';
import { followHosts, type HostFlags, type HostFollower } from './follow-hosts.ts';
import { type Followed, Follower } from './follower.ts';
import { type Pace, paceAfter } from './pace.ts';
import { countOf, nothingYet, sceneOf } from './scene.ts';
import { openStage, type Stage } from './stage.ts';

export interface ViewedPivot {
  readonly source: Source;
  readonly name: string;
  readonly flags: HostFlags & {
    /** A stall that ends by itself before is none. */
    readonly stalledFor: number;
  };
}

export class Viewing {
  readonly #shell: Shell;
  readonly #viewed: ViewedPivot;
  readonly #follower: Follower;
  readonly #stage: Stage;
  readonly #began: number;
  #pivot: ClusterPivot | undefined;
  #hosts: HostFollower | undefined;
  #pace: Pace | undefined;
  #stalledSince: number | undefined;

  constructor(shell: Shell, viewed: ViewedPivot) {
    this.#shell = shell;
    this.#viewed = viewed;
    this.#follower = new Follower(viewed.source.client, this.#ref, shell.clock);
    this.#stage = openStage(shell);
    this.#began = shell.clock.monotonic();
  }

  /** As it was last seen. */
  get pivot(): ClusterPivot | undefined {
    return this.#pivot;
  }

  /** How long to wait before the next look, in milliseconds. */
  get frameMs(): number {
    return this.#stage.frameMs;
  }

  /** undefined while it goes on. Throws when there is nothing (any more) to look at. */
  look(): Ending | undefined {
    const followed = this.#follower.now();
    this.#pivot = followed.pivot;
    if (followed.pivot !== undefined) return this.#show(followed.pivot, followed);
    this.#assertThere(followed);
    const seconds = (this.#shell.clock.monotonic() - this.#began) / 1000;
    this.#stage.show(nothingYet(inWords(this.#ref), seconds, this.#notes(followed)));
    return undefined;
  }

  /** Leaves the last picture standing. */
  async close(): Promise<void> {
    this.#stage.close();
    await Promise.all([this.#follower.stop(), this.#hosts?.stop()]);
  }

  #show(pivot: ClusterPivot, followed: Followed): Ending | undefined {
    const { source, flags } = this.#viewed;
    const { clock } = this.#shell;
    const now = clock.now();
    this.#hosts ??= followHosts(this.#shell, flags, { source, pivot });
    this.#pace = paceAfter(this.#pace, countOf(pivot), now);
    const notes = [...this.#notes(followed), ...this.#hosts.notes()];
    this.#stage.show(sceneOf(pivot, { now, hosts: this.#hosts.now(), pace: this.#pace, notes }));
    const ending = this.#settled(endingOf(pivot), clock.monotonic());
    if (ending === undefined && followed.gone) {
      throw new Failure(`${inWords(this.#ref)} was deleted while it was watched`);
    }
    return ending;
  }

  #settled(ending: Ending | undefined, at: number): Ending | undefined {
    this.#stalledSince = ending === 'stalled' ? (this.#stalledSince ?? at) : undefined;
    const isShort = this.#stalledSince !== undefined && at - this.#stalledSince < this.#viewed.flags.stalledFor;
    return isShort ? undefined : ending;
  }

  #assertThere({ refused, gone, problem }: Followed): void {
    if (refused !== undefined) throw refused;
    if (gone) throw new Failure(`${inWords(this.#ref)} does not exist in ${this.#viewed.source.client.server}`);
    if (problem !== undefined) throw new Failure(`${inWords(this.#ref)} cannot be understood: ${problem}`);
  }

  #notes({ silent, gone }: Followed): readonly string[] {
    if (silent === undefined || gone) return [];
    const { clock } = this.#shell;
    const since = new Date(clock.now() - (clock.monotonic() - silent.since)).toISOString().slice(11, 19);
    const { server } = this.#viewed.source.client;
    return [`${server} does not answer since ${since} (${silent.why}); what is shown may be old`];
  }

  get #ref(): { readonly namespace: string; readonly name: string } {
    return { namespace: this.#viewed.source.namespace, name: this.#viewed.name };
  }
}
