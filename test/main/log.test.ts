import { pino } from 'pino';
import { expect, it } from 'vitest';
import { logAbout } from '../../src/log.ts';
import { pivot } from '../pivot/given.ts';

function lines(about: Parameters<typeof logAbout>[1]): unknown {
  const written: string[] = [];
  logAbout(pino({ base: null, timestamp: false }, { write: (line) => written.push(line) }), about).info('hello');
  return written.map((line) => JSON.parse(line) as unknown);
}

it('each line about a ClusterPivot has its key and its phase', () => {
  expect(lines(pivot({ status: { phase: 'Copying' } }))).toEqual([
    { level: 30, clusterpivot: 'metal3/prod', phase: 'Copying', msg: 'hello' },
  ]);
});

it('one that has no status yet has no phase', () => {
  expect(lines({ apiVersion: 'v1', kind: 'ClusterPivot', metadata: { namespace: 'metal3', name: 'new' } })).toEqual([
    { level: 30, clusterpivot: 'metal3/new', msg: 'hello' },
  ]);
});
