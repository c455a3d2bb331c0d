/** A scene as lines for a terminal. */
import { clockWords } from '../durations.ts';
import { type Format, fit, paint, wrap } from '../text.ts';
import { type HostGroup, nameGroup } from './host-groups.ts';
import type { Scene, Step, StepState } from './scene.ts';

export interface Screen {
  readonly columns: number;
  readonly colours: boolean;
  /** Counts up with every drawing; turns the spinner. */
  readonly frame: number;
}

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const widestBar = 30;
/** A list of everything that is wrong is for `status -o yaml`. */
const mostLines = 12;
/** With less beside the phase its message goes below. */
const leastRoom = 40;

const marks: Readonly<Record<StepState, readonly [format: Format, mark: string]>> = {
  done: ['green', '✔'],
  running: ['cyan', ''],
  failed: ['red', '✘'],
  waiting: ['dim', '·'],
};

/** Top to bottom, no line wider than the screen. */
export function draw(scene: Scene, screen: Screen): readonly string[] {
  const time = clockWords(scene.seconds);
  const title = fit(scene.title, screen.columns - time.length - 2);
  const sections = [
    scene.steps.flatMap((step) => stepLines(step, scene, screen)),
    scene.steps.some(speaks) ? [] : said(scene, screen.columns - 2).map((line) => `  ${line}`),
    [...objectLine(scene, screen), ...endpointLine(scene, screen), ...readyLine(scene, screen)],
    hostLines(scene.hosts, screen),
    scene.notes.flatMap((note) =>
      wrap(note, screen.columns - 2).map((line) => paint(screen.colours, 'yellow', `  ${line}`)),
    ),
  ];
  return [
    `${paint(screen.colours, 'bold', title)}  ${paint(screen.colours, 'dim', time)}`,
    ...sections.filter((lines) => lines.length > 0).flatMap((lines) => ['', ...lines]),
  ];
}

function stepLines(step: Step, scene: Scene, screen: Screen): readonly string[] {
  const nameWidth = Math.max(...scene.steps.map(({ name }) => name.length));
  const [format, mark] = marks[step.state];
  const shown = mark === '' ? (spinner[screen.frame % spinner.length] ?? '') : mark;
  const time = step.seconds === undefined ? '' : clockWords(step.seconds);
  const head = `${step.name.padEnd(nameWidth)} ${time.padStart(7)}`;
  const headFormat = step.state === 'waiting' ? 'dim' : step.state === 'done' ? 'reset' : 'bold';
  const line = `  ${paint(screen.colours, format, shown)} ${paint(screen.colours, headFormat, head.trimEnd())}`;
  if (!speaks(step)) return [line];
  const beside = head.length + 6;
  const format2: Format = step.state === 'failed' ? 'red' : 'reset';
  const saying = (indent: number) =>
    said(scene, screen.columns - indent).map((text) => paint(screen.colours, format2, text));
  const below = (lines: readonly string[], indent: number) => lines.map((text) => `${' '.repeat(indent)}${text}`);
  if (screen.columns - beside < leastRoom) return [line, ...below(saying(4), 4)];
  const [first = '', ...rest] = saying(beside);
  return [`${line}${' '.repeat(head.length - head.trimEnd().length + 2)}${first}`, ...below(rest, beside)];
}

/** The phase that lasts, or in which it ended, says what the pivot says. */
function speaks({ name, state }: Step): boolean {
  return state === 'running' || state === 'failed' || (name === 'Completed' && state === 'done');
}

function said({ waitsFor }: Scene, width: number): readonly string[] {
  const lines = waitsFor.flatMap((text) => wrap(text, width));
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines - 1), `… and ${lines.length - mostLines + 1} more lines`];
}

/** `copied  ███████░░░  87 of 214, 9 s left`. */
function objectLine({ objects }: Scene, screen: Screen): readonly string[] {
  if (objects === undefined) return [];
  const { label, done, total, secondsLeft } = objects;
  const left = secondsLeft === undefined ? '' : `, ${clockWords(Math.ceil(secondsLeft))} left`;
  const words = `${done} of ${total} objects${left}`;
  const width = Math.min(widestBar, screen.columns - label.length - words.length - 6);
  const full = Math.floor((Math.min(done, total) / total) * Math.max(0, width));
  const drawn = width < 5 ? '' : `${'█'.repeat(full)}${'░'.repeat(width - full)}  `;
  return [fit(`  ${label}  ${drawn}${words}`, screen.columns)];
}

function endpointLine({ endpoint }: Scene, screen: Screen): readonly string[] {
  if (endpoint === undefined) return [];
  const { address, holder, seconds } = endpoint;
  const line = fit(`  endpoint ${address}  ${holder ?? 'held by nobody'}, for ${clockWords(seconds)}`, screen.columns);
  return [paint(screen.colours, holder === undefined ? 'yellow' : 'reset', line)];
}

function readyLine({ readyHosts, hosts }: Scene, screen: Screen): readonly string[] {
  if (readyHosts === undefined || hosts.length > 0) return [];
  return [fit(`  hosts  ${readyHosts.ready} of ${readyHosts.total} steady or restored`, screen.columns)];
}

const unseen = 'not looked at';

function hostLines(groups: readonly HostGroup[], screen: Screen): readonly string[] {
  if (groups.length === 0) return [];
  const rows = groups.map(({ names, source = unseen, target = unseen }) => [nameGroup(names), source, target] as const);
  const all = [['host', 'in the source', 'in the target'] as const, ...rows];
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    `  ${row[0].padEnd(widths[0] ?? 0)}  ${row[1].padEnd(widths[1] ?? 0)}  ${row[2]}`.trimEnd(),
  );
  const colour = (line: string, index: number) =>
    paint(screen.colours, index === 0 ? 'dim' : groups[index - 1]?.alarming === true ? 'red' : 'reset', line);
  if (lines.every((line) => line.length <= screen.columns)) return lines.map(colour);
  return rows.flatMap(([name, source, target], index) =>
    [`  ${name}`, `    source  ${source}`, `    target  ${target}`].map((line) =>
      colour(fit(line.trimEnd(), screen.columns), index + 1),
    ),
  );
}
