/** A scene as lines for a terminal. */
import { type Format, paint } from '../../src/plugin/text.ts';
import { nameGroup } from '../../src/plugin/watch/host-groups.ts';
import { endpointWords } from './endpoint-place.ts';
import { duration, type HostGroup, hostGroups, type Scene, type Step, type StepState } from './scene.ts';

export interface Screen {
  readonly columns: number;
  readonly colours: boolean;
  /** Counts up with every drawing; turns the spinner. */
  readonly frame: number;
}

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const barWidth = 30;

/** Cut to the width that is left, so that no line wraps and the picture stays in place. */
function fit(text: string, width: number): string {
  const line = text.replaceAll(/\s*\n\s*/g, '; ');
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}

const marks: Readonly<Record<StepState, readonly [format: Format, mark: string]>> = {
  done: ['green', '✔'],
  running: ['cyan', ''],
  failed: ['red', '✘'],
  waiting: ['dim', '·'],
};
const noteFormats: Readonly<Record<StepState, Format>> = {
  done: 'dim',
  running: 'reset',
  failed: 'red',
  waiting: 'dim',
};

function stepLine({ name, state, seconds, note = '' }: Step, screen: Screen, nameWidth: number): string {
  const [format, mark] = marks[state];
  const turning = spinner[screen.frame % spinner.length] ?? '';
  const head = `${name.padEnd(nameWidth)} ${(seconds === undefined ? '' : duration(seconds)).padStart(6)}`;
  const said = fit(note, screen.columns - head.length - 7);
  const headFormat = state === 'waiting' ? 'dim' : state === 'done' ? 'reset' : 'bold';
  const parts = [paint(screen.colours, format, mark === '' ? turning : mark), paint(screen.colours, headFormat, head)];
  return `  ${parts.join(' ')}${said === '' ? '' : `  ${paint(screen.colours, noteFormats[state], said)}`}`.trimEnd();
}

/** `███████░░░  87 of 214`. */
export function bar(done: number, total: number, width: number): string {
  const share = total === 0 ? 0 : Math.min(1, Math.max(0, done / total));
  const full = Math.floor(share * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}  ${done} of ${total}`;
}

/** States that a host at rest must not have. */
const alarming = /deprovisioning|powering off|deleting|inspecting|preparing|provisioning|servicing|error/;

function hostLines(groups: readonly HostGroup[], screen: Screen): readonly string[] {
  if (groups.length === 0) return [];
  const names = groups.map(({ names }) => nameGroup(names));
  const widths = {
    name: Math.max(...names.map((name) => name.length), 'host'.length),
    source: Math.max(...groups.map(({ source }) => source.length), 'in the source'.length),
  };
  const row = (name: string, source: string, target: string) =>
    fit(`  ${name.padEnd(widths.name)}  ${source.padEnd(widths.source)}  ${target}`.trimEnd(), screen.columns - 1);
  return [
    paint(screen.colours, 'dim', row('host', 'in the source', 'in the target')),
    ...groups.map(({ source, target }, index) => {
      const line = row(names[index] ?? '', source, target);
      return alarming.test(source) || alarming.test(target) ? paint(screen.colours, 'red', line) : line;
    }),
  ];
}

function endpointLine({ endpoint }: Scene, screen: Screen): readonly string[] {
  if (endpoint === undefined) return [];
  const line = fit(`  VIP ${endpoint.address}  ${endpointWords(endpoint)}`, screen.columns - 1);
  const format = endpoint.holders.length === 1 ? 'reset' : endpoint.holders.length === 0 ? 'yellow' : 'red';
  return ['', paint(screen.colours, format, line)];
}

/** The whole picture, top to bottom, no line wider than the screen. */
export function draw(scene: Scene, screen: Screen): readonly string[] {
  const time = duration(scene.seconds);
  const title = fit(scene.title, screen.columns - time.length - 3);
  const { progress } = scene;
  const nameWidth = Math.max(...scene.steps.map(({ name }) => name.length));
  const hosts = hostLines(hostGroups(scene.hosts), screen);
  return [
    `${paint(screen.colours, 'bold', title)}  ${paint(screen.colours, 'dim', time)}`,
    '',
    ...scene.steps.map((step) => stepLine(step, screen, nameWidth)),
    ...(progress === undefined ? [] : ['', `  ${progress.label}  ${bar(progress.done, progress.total, barWidth)}`]),
    ...endpointLine(scene, screen),
    ...(hosts.length === 0 ? [] : ['', ...hosts]),
  ];
}
