/** Shows scenes as they change: a picture in place on a terminal, lines with the time elsewhere. */
import type { WriteStream } from 'node:tty';
import { draw } from './draw.ts';
import type { Scene } from './scene.ts';
import { tell } from './tell.ts';

export interface Stage {
  show(scene: Scene): void;
  /** Leaves the last picture standing. */
  close(): void;
}

const clearLine = '\u001B[2K';
const hideCursor = '\u001B[?25l';
const showCursor = '\u001B[?25h';
const up = (lines: number) => (lines === 0 ? '' : `\u001B[${lines}A`);
/** Below: clear what a taller picture left. */
const clearBelow = '\u001B[J';

function picture(out: WriteStream): Stage {
  let height = 0;
  let frame = 0;
  const restore = () => void out.write(showCursor);
  out.write(hideCursor);
  process.once('exit', restore);
  return {
    show: (scene) => {
      const lines = draw(scene, { columns: out.columns, colours: out.hasColors(), frame });
      frame += 1;
      // What does not fit the screen cannot be redrawn in place: keep the top, which has the phases.
      const shown = lines.slice(0, Math.max(1, out.rows - 1));
      out.write(`${up(height)}${shown.map((line) => `${clearLine}${line}\n`).join('')}${clearBelow}`);
      height = shown.length;
    },
    close: () => {
      process.off('exit', restore);
      restore();
    },
  };
}

/** A log needs the steps, and of what happens within a step no more than a line a second. */
function isWorthALine(last: Scene, scene: Scene): boolean {
  const states = ({ steps, endpoint }: Scene) =>
    [...steps.map(({ state }) => state), ...(endpoint?.holders ?? ['nobody'])].join(' ');
  return scene.seconds - last.seconds >= 1 || states(last) !== states(scene);
}

function lines(out: NodeJS.WritableStream): Stage {
  let last: Scene | undefined;
  return {
    show: (scene) => {
      if (last !== undefined && !isWorthALine(last, scene)) return;
      for (const line of tell(last, scene)) out.write(`[${scene.seconds.toFixed(0).padStart(4)} s] ${line}\n`);
      last = scene;
    },
    close: () => undefined,
  };
}

/** `NO_COLOR` is respected by Node's own stream. */
export function openStage(out: WriteStream): Stage {
  return out.isTTY ? picture(out) : lines(out);
}
