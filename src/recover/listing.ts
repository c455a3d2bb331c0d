/** The backups as a table for people. */
import { hostsInInventory } from '../pivot/goals/activating.ts';
import { type Backup, pivotOf } from './backup.ts';

const header = ['BACKUP', 'PIVOT', 'STAGE', 'TAKEN', 'OBJECTS', 'HOSTS', 'STATE'];

/** One line a backup, below a header. */
export function listing(backups: readonly Backup[]): readonly string[] {
  const rows = [header, ...backups.map(rowOf)];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function rowOf(backup: Backup): readonly string[] {
  const { name, stage, takenTime, content } = backup;
  const counts = content.ok ? [content.inventory.entries.length, hostsInInventory(content).length] : ['-', '-'];
  const state = content.ok ? 'complete' : `damaged: ${content.problem}`;
  return [name, pivotOf(backup), stage, takenTime, ...counts.map(String), state];
}
