/** What is made of the parts of a backup, whole or not? */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { chooseBackup, findBackups } from '../../src/recover/backup.ts';
import { listing } from '../../src/recover/listing.ts';
import { at, secret } from '../pivot/given.ts';
import { backupParts, inventory } from './given-backup.ts';

const only = (parts: readonly KubeObject[]) => {
  const [backup, ...more] = findBackups(parts);
  if (backup === undefined || more.length > 0) throw new Error(`there are ${more.length} more`);
  return backup;
};
const without = (kind: string) => backupParts().filter((part) => part.kind !== kind);
const withData = (parts: readonly KubeObject[], at: number, data: object) =>
  parts.with(at, { ...(parts.at(at) ?? secret('none')), data: { ...(parts.at(at)?.['data'] as object), ...data } });

describe('findBackups', () => {
  it('reads inventory and journal', () => {
    expect(only(backupParts())).toMatchObject({
      name: 'cpv-1',
      pivot: { namespace: 'metal3', name: 'prod' },
      stage: 'committing',
      takenTime: at(-30),
      clusters: { source: 'uid-of-source', target: 'uid-of-target' },
      content: { ok: true, inventory },
      journalUid: 'uid-of-ConfigMap-cpv-1-journal',
    });
  });

  it('puts chunks together in their order, however they are listed', () => {
    const parts = backupParts({ chunks: 12 }).toReversed();
    expect(only(parts).content).toMatchObject({ ok: true, inventory });
    const chunksAlone = parts.filter(({ kind }) => kind === 'Secret');
    expect(only(chunksAlone).content).toMatchObject({ ok: true, inventory });
  });

  it('leaves chunks aside that the journal does not name', () => {
    const stale = backupParts({ chunks: 3 }).filter(({ metadata }) => metadata.name === 'cpv-1-inventory-2');
    expect(only([...backupParts(), ...stale]).content).toMatchObject({ ok: true, inventory });
  });

  it('makes do without a journal, and knows less then', () => {
    expect(only(without('ConfigMap'))).toMatchObject({
      pivot: { namespace: 'metal3', name: 'prod' },
      stage: 'unknown',
      takenTime: at(-120),
      clusters: { source: undefined, target: undefined },
      content: { ok: true, inventory },
      journalUid: undefined,
    });
  });

  it('does not take a stage that it does not know for one that it does', () => {
    expect(only(backupParts({ stage: 'committed' })).stage).toBe('unknown');
  });

  it.each([
    ['a chunk is missing', backupParts({ chunks: 3 }).toSpliced(1, 1), 'Secret cpv-1-inventory-1 is missing'],
    ['all chunks are missing', without('Secret'), 'Secret cpv-1-inventory-0 is missing'],
    [
      'a chunk was changed',
      withData(backupParts(), 0, { 'inventory.json.gz': 'AAAA' }),
      /^its hash is \w{64}, not \w{64}$/,
    ],
    ['a chunk is empty', withData(backupParts({ chunks: 2 }), 1, { 'inventory.json.gz': '' }), /^its hash is /],
    [
      'the last chunk and the journal are missing',
      backupParts({ chunks: 3 }).slice(0, 2),
      'it cannot be unpacked: unexpected end of file',
    ],
  ])('says that it is damaged when %s', (_, parts, problem) => {
    expect(only(parts).content).toEqual({ ok: false, problem: expect.stringMatching(problem) as string });
  });

  it('takes a journal that is not JSON for a lost one, and keeps what else is known', () => {
    const parts = withData(backupParts(), -1, { journal: 'gone' });
    expect(only(parts)).toMatchObject({ stage: 'committing', clusters: { source: undefined }, content: { ok: true } });
  });

  it('leaves aside what is no part of a backup', () => {
    expect(findBackups([secret('prod-kubeconfig'), secret('cpv-1-copy')])).toEqual([]);
  });
});

const two = findBackups([...backupParts(), ...backupParts({ name: 'cpv-2', pivot: 'edge/prod' })]);
const again = findBackups([...backupParts(), ...backupParts({ name: 'cpv-2' })]);

describe('chooseBackup', () => {
  it.each([
    ['the only one', two.slice(1), undefined, 'cpv-2'],
    ['one by its pivot', two, 'edge/prod', 'cpv-2'],
    ['one by its name', two, 'cpv-1', 'cpv-1'],
    ['one of two of a pivot by its name', again, 'cpv-2', 'cpv-2'],
  ])('finds %s', (_, backups, wanted, name) => {
    expect(chooseBackup(backups, wanted).name).toBe(name);
  });

  it.each([
    ['there is none', [], undefined, 'there is no backup in this cluster; is its operator in another namespace?'],
    ['there are several', two, undefined, 'name one with --pivot: cpv-1 of metal3/prod, cpv-2 of edge/prod'],
    ['a pivot has several', again, 'metal3/prod', 'name one with --pivot: cpv-1 of metal3/prod, cpv-2 of metal3/prod'],
    ['another is wanted', two, 'edge/test', 'there is no backup of edge/test; there is cpv-1 of metal3/prod, cpv-2'],
  ])('refuses when %s', (_, backups, wanted, problem) => {
    expect(() => chooseBackup(backups, wanted)).toThrow(problem);
  });
});

it('lists them in columns', () => {
  const damaged = backupParts({ name: 'cpv-22', pivot: 'edge/prod', stage: 'copying' }).slice(1);
  expect(listing(findBackups([...backupParts(), ...damaged]))).toEqual([
    'BACKUP  PIVOT        STAGE       TAKEN                     OBJECTS  HOSTS  STATE',
    `cpv-1   metal3/prod  committing  2026-03-02T08:59:30.000Z  ${inventory.entries.length}       4      complete`,
    'cpv-22  edge/prod    copying     2026-03-02T08:59:30.000Z  -        -      damaged: Secret cpv-22-inventory-0 is missing',
  ]);
});
