/** Who may do what in which cluster? */
import { expect, it } from 'vitest';
import type { Side } from '../../src/pivot/observation.ts';
import { findBackups } from '../../src/recover/backup.ts';
import { permission } from '../../src/recover/permission.ts';
import { backupParts, inventory } from './given-backup.ts';

const [backup, damaged, journalLost] = [backupParts(), backupParts().slice(1), backupParts().slice(0, 1)].map(
  (parts) => findBackups(parts)[0],
);
if (backup === undefined || damaged === undefined || journalLost === undefined) throw new Error('there is no backup');

const ask = (here: string, ...gone: readonly Side[]) => ({
  what: 'finish' as const,
  backup,
  here,
  gone: new Set(gone),
  dryRun: false,
});
const target = ask('uid-of-target', 'source');
const source = ask('uid-of-source', 'target');
const stage = (name: 'copying' | 'unknown' | 'restored') => ({ backup: { ...backup, stage: name } });
const restore = { what: 'restore' as const };

it.each([
  ['finish in the target without the source', target],
  ['finish in the source without the target', source],
  ['finish in a third cluster without both', ask('uid-of-another', 'source', 'target')],
  ['finish what was restored', { ...target, ...stage('restored') }],
  ['restore before the commit', { ...target, ...restore, ...stage('copying') }],
  ['restore where the journal is lost', { ...ask('any', 'source', 'target'), ...restore, backup: journalLost }],
  ['look at what would be done while both are there', { ...ask('uid-of-target'), dryRun: true }],
])('one may %s', (_, asked) => {
  expect(permission(asked)).toEqual({ inventory });
});

const mayManage = (side: Side) =>
  `the ${side} may still manage these hosts, and two writers ruin a host; say --${side}-is-gone once its Bare Metal Operator and its Ironic can never run again`;

it.each([
  ['the source may be there', ask('uid-of-target'), mayManage('source')],
  ['the target may be there', ask('uid-of-source'), mayManage('target')],
  ['one of both may be there', ask('uid-of-another', 'source'), mayManage('target')],
  ['nobody knows which cluster this is', { ...target, ...restore, backup: journalLost }, mayManage('target')],
  [
    'the kubeconfig is of the cluster that is said to be gone',
    ask('uid-of-source', 'source'),
    'this cluster is the source; --source-is-gone says that it is gone',
  ],
  [
    'the same in a dry run',
    { ...ask('uid-of-target', 'target'), dryRun: true },
    'this cluster is the target; --target-is-gone says that it is gone',
  ],
  [
    'the copies are not proven',
    { ...target, ...stage('copying') },
    'the backup is of stage copying, so objects may be missing here; run recover restore first',
  ],
  [
    'its stage is not known',
    { ...target, ...stage('unknown'), dryRun: true },
    'the backup is of stage unknown, so objects may be missing here; run recover restore first',
  ],
  ['it is damaged', { ...target, backup: damaged }, 'backup cpv-1 is damaged: Secret cpv-1-inventory-0 is missing'],
])('nobody may go on when %s', (_, asked, refusal) => {
  expect(permission(asked)).toEqual({ refusal });
});
