import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { parseMoverResult } from '../../src/api/mover-result.ts';
import { isAlive, type StandIn, standInClusterctl } from './stand-in-clusterctl.ts';
import { checking, copied, pausing, refused, waiting } from './transcripts.ts';

const args = ['copy', '--from-kubeconfig=/s', '--to-kubeconfig=/t', '--namespace=metal3', '--deadline-seconds=3600'];

/** The mover as its own process, in the places of the test. */
async function start(standIn: StandIn, stdout: 'pipe' | number = 'pipe'): Promise<ChildProcess> {
  const main = join(standIn.folder, 'main.mjs');
  const places = {
    clusterctl: standIn.path,
    repositoryFolder: join(standIn.folder, 'repository'),
    terminationMessage: join(standIn.folder, 'termination-log'),
  };
  const source = new URL('../../src/mover/mover-process.ts', import.meta.url).href;
  await writeFile(main, `import { moverProcess } from '${source}';\nawait moverProcess(${JSON.stringify(places)});\n`);
  return spawn(process.execPath, [main, ...args], { stdio: ['ignore', stdout, 'inherit'] });
}

async function end(mover: ChildProcess, standIn: StandIn) {
  const [code] = await once(mover, 'exit');
  const result = parseMoverResult(await readFile(join(standIn.folder, 'termination-log'), 'utf8'));
  return { code, result, clusterctlLives: isAlive(standIn.called()?.pid ?? 0) };
}

describe('moverProcess', { timeout: 60_000 }, () => {
  it('leaves no clusterctl behind when it has copied', async () => {
    await using standIn = await standInClusterctl({ stderr: [...copied, ...refused], end: 'hang' });
    const mover = await start(standIn);
    mover.stdout?.resume();
    const { code, result, clusterctlLives } = await end(mover, standIn);
    expect({ code, outcome: result?.outcome, clusterctlLives }).toEqual({
      code: 0,
      outcome: 'copied',
      clusterctlLives: false,
    });
  });

  it('leaves no clusterctl behind on SIGTERM, and still leaves its result', async () => {
    await using standIn = await standInClusterctl({ stderr: [...checking, ...pausing, ...waiting], end: 'hang' });
    const mover = await start(standIn);
    if (mover.stdout === null) throw new Error('the mover has no standard output');
    for await (const line of createInterface({ input: mover.stdout })) {
      if (JSON.parse(line).line.startsWith('Retrying')) {
        mover.kill('SIGTERM');
        mover.kill('SIGTERM');
      }
    }
    expect(mover.exitCode ?? (await once(mover, 'exit'))[0]).toBe(1);
    const result = parseMoverResult(await readFile(join(standIn.folder, 'termination-log'), 'utf8'));
    expect(result?.outcome).toBe('failed');
    expect(result?.message).toMatch(/^the mover was asked to stop while clusterctl was waiting for all resources/);
    expect(isAlive(standIn.called()?.pid ?? 0)).toBe(false);
  });

  const copiedAll = { code: 0, outcome: 'copied', clusterctlLives: false };

  it('leaves its result when the log has no room', async () => {
    await using standIn = await standInClusterctl({ stderr: copied, end: 'hang' });
    await using full = await open('/dev/full', 'w');
    const { code, result, clusterctlLives } = await end(await start(standIn, full.fd), standIn);
    expect({ code, outcome: result?.outcome, clusterctlLives }).toEqual(copiedAll);
  });

  it('leaves its result when the log is closed', async () => {
    await using standIn = await standInClusterctl({ stderr: copied, end: 'hang' });
    const mover = await start(standIn);
    mover.stdout?.destroy();
    const { code, result, clusterctlLives } = await end(mover, standIn);
    expect({ code, outcome: result?.outcome, clusterctlLives }).toEqual(copiedAll);
  });

  it('leaves its result, and ends, when nobody reads the log', async () => {
    // More than the pipe and what is behind it can hold.
    const warnings = Array.from({ length: 1000 }, () => `Warning: ${'x'.repeat(1000)}`);
    await using standIn = await standInClusterctl({ stderr: [...warnings, ...copied], end: 'hang' });
    const { code, result, clusterctlLives } = await end(await start(standIn), standIn);
    expect({ code, outcome: result?.outcome, clusterctlLives }).toEqual(copiedAll);
  });

  it('leaves a word when it is killed', async () => {
    await using standIn = await standInClusterctl({ stderr: checking, end: 'hang' });
    const mover = await start(standIn);
    if (mover.stdout === null) throw new Error('the mover has no standard output');
    for await (const line of createInterface({ input: mover.stdout })) {
      if (JSON.parse(line).stream === 'stderr') mover.kill('SIGKILL');
    }
    const word = await readFile(join(standIn.folder, 'termination-log'), 'utf8');
    expect(word).toBe('the mover ended before it had a result');
    expect(parseMoverResult(word)).toBeUndefined();
    process.kill(standIn.called()?.pid ?? 0, 'SIGKILL');
  });
});
