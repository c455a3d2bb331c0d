import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createTar } from 'nanotar';
import { describe, expect, it } from 'vitest';
import { parseMoverResult } from '../../src/api/mover-result.ts';
import { runMover } from '../../src/mover/mover.ts';
import { retrying } from './heard-of.ts';
import { ManualClock } from './manual-clock.ts';
import { isAlive, type StandIn, standInClusterctl } from './stand-in-clusterctl.ts';
import { tinyDisk, whyNoTinyDisk } from './tiny-disk.ts';
import {
  checking,
  copied,
  creating,
  deletingLine,
  nothingToMove,
  pausing,
  refused,
  refusedAsPaused,
  waiting,
} from './transcripts.ts';

const copyArgs = [
  'copy',
  '--from-kubeconfig=/c/source.kubeconfig',
  '--to-kubeconfig=/c/target.kubeconfig',
  '--namespace=metal3',
  '--deadline-seconds=3600',
];
const initArgs = [
  'init',
  '--kubeconfig=/c/target.kubeconfig',
  '--provider=infrastructure/metal3:v1.14.0',
  '--wait-timeout-seconds=1440',
];

const noDisk = await whyNoTinyDisk();

interface Wishes {
  readonly argv?: readonly string[];
  readonly terminationMessage?: string;
  /** Called for each line of clusterctl that the mover passes on. */
  readonly onLine?: (line: string, now: { readonly clock: ManualClock; readonly stop: () => void }) => void;
}

async function run(standIn: StandIn, { argv = copyArgs, terminationMessage, onLine }: Wishes = {}) {
  const printed: { time: string; stream: string; line: string }[] = [];
  const clock = new ManualClock();
  const stop = new AbortController();
  const file = terminationMessage ?? join(standIn.folder, 'termination-log');
  const code = await runMover({
    places: {
      clusterctl: standIn.path,
      repositoryFolder: join(standIn.folder, 'repository'),
      terminationMessage: file,
    },
    argv,
    path: process.env['PATH'],
    stop: stop.signal,
    clock,
    print: (text) => {
      const entry = JSON.parse(text);
      printed.push(entry);
      onLine?.(entry.line, { clock, stop: () => stop.abort() });
    },
  });
  const result = await readFile(file, 'utf8').then(parseMoverResult, () => undefined);
  return { code, result, printed, timers: clock.pending };
}

function expectDead(standIn: StandIn): void {
  const pid = standIn.called()?.pid;
  expect(pid).toBeTypeOf('number');
  expect(isAlive(pid ?? 0)).toBe(false);
}

describe('the mover copying', () => {
  it('ends clusterctl as soon as it would delete', async () => {
    await using standIn = await standInClusterctl({ stderr: [...copied, ...refused], end: 'hang' });
    const { code, result, timers } = await run(standIn);
    expectDead(standIn);
    expect(code).toBe(0);
    expect(result).toEqual({
      outcome: 'copied',
      message: 'clusterctl created 3 objects in the target, and was ended before it could delete any in the source',
    });
    expect(timers).toBe(0);
  });

  it('calls clusterctl with its arguments and with nothing of its own environment', async () => {
    await using standIn = await standInClusterctl({ stderr: copied, end: 'hang' });
    await run(standIn);
    const { args, env } = standIn.called() ?? {};
    expect(args).toEqual([
      'move',
      '--kubeconfig=/c/source.kubeconfig',
      '--to-kubeconfig=/c/target.kubeconfig',
      '--namespace=metal3',
      '-v',
      '5',
    ]);
    expect(env).toEqual({
      PATH: process.env['PATH'],
      HOME: '/tmp',
      XDG_CONFIG_HOME: '/tmp',
      CLUSTERCTL_DISABLE_VERSIONCHECK: 'true',
    });
  });

  it('passes every line on, without credentials', async () => {
    const stderr = ['Performing move...', 'Warning: Bearer abcdefghijklmnop', ...refusedAsPaused.slice(1)];
    await using standIn = await standInClusterctl({ stdout: ['usage'], stderr, end: 1 });
    const { printed } = await run(standIn);
    const time = '2026-01-02T03:04:05.000Z';
    expect(printed).toContainEqual({ time, stream: 'stdout', line: 'usage' });
    expect(printed.filter(({ stream }) => stream === 'stderr')).toEqual(
      stderr.map((line) => ({ time, stream: 'stderr', line: line.replace('abcdefghijklmnop', '[redacted]') })),
    );
    expect(printed.at(-1)).toEqual({
      time,
      stream: 'mover',
      line: 'failed: clusterctl move failed: cannot start operation while the following Clusters are paused: metal3/prod',
    });
  });

  it("fails with clusterctl's own words", async () => {
    await using standIn = await standInClusterctl({ stderr: refusedAsPaused, end: 1 });
    const { code, result } = await run(standIn);
    expect(code).toBe(1);
    expect(result).toEqual({
      outcome: 'failed',
      message: 'clusterctl move failed: cannot start operation while the following Clusters are paused: metal3/prod',
    });
  });

  it('fails in a namespace without Clusters, although clusterctl does not', async () => {
    await using standIn = await standInClusterctl({ stderr: nothingToMove, end: 0 });
    const { code, result } = await run(standIn);
    expect(code).toBe(1);
    expect(result?.message).toBe('clusterctl move found nothing to copy: no Cluster in namespace metal3');
  });

  it('ends clusterctl at the deadline, and says what it waited for', async () => {
    await using standIn = await standInClusterctl({ stderr: [...checking, ...pausing, ...waiting], end: 'hang' });
    const { code, result } = await run(standIn, {
      argv: [...copyArgs, '--silence-seconds=7200'],
      onLine: (line, { clock }) => {
        if (line.startsWith('Retrying')) clock.pass(3600);
      },
    });
    expectDead(standIn);
    expect(code).toBe(1);
    expect(result?.outcome).toBe('failed');
    expect(result?.message).toContain('not done after 3600 s');
    expect(result?.message).toContain(
      'resource is not ready to move: cluster.x-k8s.io/v1beta2, Kind=Cluster/metal3/prod',
    );
  });

  it('ends clusterctl when it hangs, and says while doing what', async () => {
    const lines = [...checking, ...pausing, ...waiting, ...creating];
    await using standIn = await standInClusterctl({ stdout: ['a word'], stderr: lines, end: 'hang' });
    const { code, result } = await run(standIn, {
      argv: [...copyArgs, '--deadline-seconds=604800'],
      // Each line breaks the silence before it; after the last there is one that is too long.
      onLine: (line, { clock }) => clock.pass(line === lines.at(-1) ? 660 : 590),
    });
    expectDead(standIn);
    expect(code).toBe(1);
    expect(result).toEqual({
      outcome: 'failed',
      message:
        'clusterctl move hung: it said nothing for 600 s, and was ended while creating Metal3Machine metal3/prod-abc in the target',
    });
  });

  it('ends clusterctl at the first refusal that no repetition changes', async () => {
    const denial = 'admission webhook "metal3machine.example" denied the request: no';
    const words = retrying(`error creating "x/v1, Kind=Metal3Machine" metal3/prod-abc: ${denial}`);
    const lines = [...checking, ...pausing, ...waiting, ...creating, words];
    await using standIn = await standInClusterctl({ stderr: lines, end: 'hang' });
    const { code, result } = await run(standIn);
    expectDead(standIn);
    expect(code).toBe(1);
    expect(result).toEqual({
      outcome: 'failed',
      message: `clusterctl move is refused for good while creating Metal3Machine metal3/prod-abc in the target: ${denial}`,
      refused: { object: 'Metal3Machine metal3/prod-abc', reason: denial },
    });
  });

  it.each([
    { when: 'a right that is missing after ten seconds', every: 4, after: [], outcome: 'failed' },
    { when: 'a right that is missing for a moment', every: 1, after: [deletingLine], outcome: 'copied' },
  ])('goes by the time of each line: $when', async ({ every, after, outcome }) => {
    const words = retrying('machines.x "prod-abc" is forbidden: User "copy" cannot create resource "machines"');
    const lines = [...checking, ...pausing, ...waiting, ...creating, words, words, words, words, ...after];
    await using standIn = await standInClusterctl({ stderr: lines, end: 'hang' });
    const { result } = await run(standIn, {
      onLine: (line, { clock }) => {
        if (line === words) clock.pass(every);
      },
    });
    expectDead(standIn);
    expect(result?.outcome).toBe(outcome);
    expect(result?.refused?.object).toBe(outcome === 'failed' ? 'Metal3Machine metal3/prod-abc' : undefined);
  });

  it('ends clusterctl when it is asked to stop', async () => {
    await using standIn = await standInClusterctl({ stderr: [...checking, ...pausing], end: 'hang' });
    const { code, result } = await run(standIn, {
      onLine: (line, { stop }) => {
        if (line.startsWith('Pausing the source ClusterClasses')) stop();
      },
    });
    expectDead(standIn);
    expect(code).toBe(1);
    expect(result).toEqual({
      outcome: 'failed',
      message: 'the mover was asked to stop while clusterctl was pausing Cluster metal3/prod in the source',
    });
  });

  it('does not start clusterctl after it was asked to stop', async () => {
    await using standIn = await standInClusterctl({ stderr: copied, end: 'hang' });
    const { result } = await run(standIn, { onLine: (_, { stop }) => stop() });
    expect(standIn.called()).toBeUndefined();
    expect(result?.message).toBe('clusterctl move could not be started: the mover was asked to stop');
  });

  it('fails without clusterctl', async () => {
    await using standIn = await standInClusterctl({ stderr: [], end: 0 });
    const { code, result } = await run({ ...standIn, path: join(standIn.folder, 'absent') });
    expect(code).toBe(1);
    expect(result?.message).toMatch(/^clusterctl move could not be started: .*ENOENT/);
  });

  it('prints the result where it cannot leave it', async () => {
    await using standIn = await standInClusterctl({ stderr: copied, end: 'hang' });
    const { code, printed } = await run(standIn, { terminationMessage: join(standIn.folder, 'absent', 'log') });
    expect(code).toBe(0);
    expect(printed.at(-2)?.line).toMatch(/^the result could not be written: .*ENOENT/);
    expect(printed.at(-1)?.line).toMatch(/^copied: clusterctl created 3 objects/);
  });
});

const skipped = noDisk === undefined ? '' : ` (skipped: ${noDisk})`;
describe.skipIf(noDisk !== undefined)(`the mover on a full disk${skipped}`, () => {
  it('leaves its result in the room that it took before', async () => {
    await using standIn = await standInClusterctl({ stderr: refusedAsPaused, end: 1 });
    await using disk = await tinyDisk();
    const { printed, result } = await run(standIn, {
      terminationMessage: join(disk.folder, 'termination-log'),
      onLine: () => disk.fill(),
    });
    expect(result?.message).toMatch(/^clusterctl move failed: cannot start operation/);
    expect(printed.at(-1)?.line).toMatch(/^failed: clusterctl move failed/);
  });

  it('says that there was never any room for its result', async () => {
    await using standIn = await standInClusterctl({ stderr: refusedAsPaused, end: 1 });
    await using disk = await tinyDisk();
    disk.fill();
    const { code, printed } = await run(standIn, { terminationMessage: join(disk.folder, 'termination-log') });
    expect(code).toBe(1);
    expect(printed.at(-2)?.line).toMatch(/^the result could not be written: ENOSPC/);
    expect(printed.at(-1)?.line).toMatch(/^failed: clusterctl move failed/);
  });
});

describe('the mover installing', () => {
  it('unpacks the repository, and keeps clusterctl off the network', async () => {
    await using standIn = await standInClusterctl({ stderr: ['Fetching providers'], end: 0 });
    const archive = join(standIn.folder, 'repository.tar.gz');
    await writeFile(archive, gzipSync(createTar([{ name: 'a/v1.0.0/a.yaml', data: 'kind: A' }])));
    const argv = [...initArgs, '--config=/config/clusterctl.yaml', `--repository=${archive}`];
    const { code, result } = await run(standIn, { argv });
    expect(code).toBe(0);
    expect(result).toEqual({
      outcome: 'installed',
      message: 'clusterctl init installed infrastructure metal3 v1.14.0',
    });
    expect(await readFile(join(standIn.folder, 'repository/a/v1.0.0/a.yaml'), 'utf8')).toBe('kind: A');
    expect(standIn.called()?.args).toContain('--config=/config/clusterctl.yaml');
    expect(standIn.called()?.env).toMatchObject({ GOPROXY: 'off' });
  });

  it('ends clusterctl at its deadline, however long it was silent before', async () => {
    await using standIn = await standInClusterctl({ stderr: ['Waiting for providers'], end: 'hang' });
    const { code, result } = await run(standIn, {
      argv: initArgs,
      onLine: (line, { clock }) => {
        if (line === 'Waiting for providers') clock.pass(1470);
      },
    });
    expectDead(standIn);
    expect(code).toBe(1);
    expect(result?.message).toBe('clusterctl init did not end in time; it last said: Waiting for providers');
  });

  it('lets clusterctl look for versions when the repository is not there', async () => {
    await using standIn = await standInClusterctl({ stderr: [], end: 0 });
    const { result } = await run(standIn, { argv: [...initArgs, '--repository=/absent/repository.tar.gz'] });
    expect(result?.outcome).toBe('installed');
    expect(standIn.called()?.env).not.toHaveProperty('GOPROXY');
  });

  it('does not start clusterctl with a repository that it refuses', async () => {
    await using standIn = await standInClusterctl({ stderr: [], end: 0 });
    const archive = join(standIn.folder, 'repository.tar.gz');
    await writeFile(archive, gzipSync(createTar([{ name: '../evil', data: 'x' }])));
    const { code, result } = await run(standIn, { argv: [...initArgs, `--repository=${archive}`] });
    expect(code).toBe(1);
    expect(result).toEqual({ outcome: 'failed', message: 'the repository has "evil", whose path leads out of it' });
    expect(standIn.called()).toBeUndefined();
  });
});

describe('the mover with arguments that make no sense', () => {
  it('says so, and exits with 2', async () => {
    await using standIn = await standInClusterctl({ stderr: [], end: 0 });
    const { code, result } = await run(standIn, { argv: copyArgs.slice(0, -1) });
    expect(code).toBe(2);
    expect(result).toEqual({
      outcome: 'failed',
      message: "the mover's arguments are not valid: --deadline-seconds is required",
    });
    expect(standIn.called()).toBeUndefined();
  });
});
