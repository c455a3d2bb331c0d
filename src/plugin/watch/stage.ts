/** Shows scenes as they change: a picture in place on a terminal, lines with the time elsewhere. Never silent for long. */
import type { Clock } from '../../kube/clock.ts';
import type { Shell } from '../shell.ts';
import { draw } from './draw.ts';
import type { Scene } from './scene.ts';
import { stillThere, tell } from './tell.ts';

export interface Stage {
  show(scene: Scene): void;
  /** Leaves the last picture standing. */
  close(): void;
  /** How often it wants to be shown something, whether or not it changed. */
  readonly frameMs: number;
}

export function openStage(shell: Shell): Stage {
  return shell.out.isTerminal ? pictureStage(shell) : lineStage(shell);
}

function pictureStage(shell: Shell): Stage {
  const { out } = shell;
  const picture = shell.openPicture();
  let frame = 0;
  return {
    frameMs: 125,
    show: (scene) => {
      const lines = draw(scene, { columns: Math.max(30, out.columns - 1), colours: out.colours, frame });
      frame += 1;
      // What does not fit the screen cannot be redrawn in place: the top is kept, which has the phases.
      picture.show(lines.slice(0, Math.max(1, out.rows - 1)));
    },
    close: () => picture.done(),
  };
}

/** A log gets counts no more often than this: with the way to the API server and a frame still within a second. */
const spacingMs = 700;
/** And something at least this often. */
const silenceMs = 4500;

/** What has to be told at once. */
function headlines({ steps, waitsFor, endpoint, notes }: Scene): string {
  return JSON.stringify([steps.map(({ name, state }) => [name, state]), waitsFor, endpoint?.holder, notes]);
}

function lineStage({ out, clock }: Pick<Shell, 'out'> & { readonly clock: Clock }): Stage {
  let last: Scene | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;
  let spokeAt = clock.monotonic();
  return {
    frameMs: 100,
    show: (scene) => {
      const at = clock.monotonic();
      const due = last === undefined || at - toldAt >= spacingMs || headlines(last) !== headlines(scene);
      const news = due ? tell(last, scene) : [];
      if (due) last = scene;
      if (news.length > 0) toldAt = at;
      const lines = news.length === 0 && at - spokeAt >= silenceMs ? [stillThere(scene)] : news;
      if (lines.length === 0) return;
      spokeAt = at;
      const time = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
      out.write(lines.map((line) => `${time} ${line}\n`).join(''));
    },
    close: () => undefined,
  };
}
