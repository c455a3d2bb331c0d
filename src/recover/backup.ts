/** Which backups do the Secrets and ConfigMaps of the operator's namespace hold, and is each one whole? */

import { gunzipSync } from 'node:zlib';
import { type Journal, journalSchema } from '../api/journal.ts';
import type { KubeObject } from '../api/kube-object.ts';
import { backupLabel } from '../api/marks.ts';
import { chunkOf } from '../controller/inventory-store.ts';
import { digest } from '../pivot/digest.ts';
import { compareText, type Inventory } from '../pivot/inventory.ts';

/**
 * How far the pivot had come, at least. `committing`: the originals may be deleted, and every copy was proven to be like
 * its original. `restored`: restore has found or made every object. `unknown`: the journal is lost.
 */
export type Stage = 'copying' | 'committing' | 'restored' | 'unknown';

export type Content =
  | { readonly ok: true; readonly inventory: Inventory; readonly hash: string }
  | { readonly ok: false; readonly problem: string };

export interface Backup {
  /** What the names of its parts begin with. */
  readonly name: string;
  /** Of the ClusterPivot; the label that names it may be cut short where the journal is lost. */
  readonly pivot: { readonly namespace: string; readonly name: string };
  readonly stage: Stage;
  /** RFC 3339 */
  readonly takenTime: string;
  /** UIDs of the kube-system Namespaces; undefined where the journal is lost. */
  readonly clusters: { readonly source: string | undefined; readonly target: string | undefined };
  readonly content: Content;
  readonly labels: Readonly<Record<string, string>>;
  /** Of the ConfigMap beside the inventory. */
  readonly journalUid: string | undefined;
}

/** `objects`: Secrets and ConfigMaps with the label of a backup; what else carries it is left aside. */
export function findBackups(objects: readonly KubeObject[]): readonly Backup[] {
  const parts = Map.groupBy(objects, backupNameOf);
  return [...parts]
    .flatMap(([name, own]) => (name === undefined ? [] : [readBackup(name, own)]))
    .toSorted((a, b) => compareText(a.name, b.name));
}

function backupNameOf({ kind, metadata: { name } }: KubeObject): string | undefined {
  const pattern = kind === 'ConfigMap' ? /^(.+)-journal$/ : /^(.+)-inventory-\d+$/;
  return pattern.exec(name)?.[1];
}

function readBackup(name: string, parts: readonly KubeObject[]): Backup {
  const journalMap = parts.find(({ kind }) => kind === 'ConfigMap');
  const chunks = parts.filter(({ kind }) => kind === 'Secret');
  const data = dataOf(journalMap);
  const journal = readJournal(data['journal']);
  const labels = (journalMap ?? chunks[0])?.metadata.labels ?? {};
  return {
    name,
    pivot: data['clusterPivot'] === undefined ? split(labels[backupLabel], '.') : split(data['clusterPivot'], '/'),
    stage: stages.find((stage) => stage === data['stage']) ?? 'unknown',
    takenTime: journal?.releasedTime ?? (chunks[0] ?? journalMap)?.metadata.creationTimestamp ?? '',
    clusters: { source: journal?.sourceUid, target: journal?.targetUid },
    content: readContent(chunks, journal?.inventory?.secrets, data['inventoryHash']),
    labels,
    journalUid: journalMap?.metadata.uid,
  };
}

const stages: readonly Stage[] = ['copying', 'committing', 'restored'];

/** A namespace has neither a dot nor a slash in it. */
function split(text = '', separator: string): Backup['pivot'] {
  const at = text.indexOf(separator);
  return at < 0 ? { namespace: text, name: '' } : { namespace: text.slice(0, at), name: text.slice(at + 1) };
}

function readJournal(text: string | undefined): Journal | undefined {
  try {
    return journalSchema.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
}

/** Without a hash, gzip's own checksum has to do. Chunks of an older, longer inventory may lie beside those that count. */
function readContent(
  chunks: readonly KubeObject[],
  names: readonly string[] = chunks.map(({ metadata }) => metadata.name).toSorted(byNumber),
  expected: string | undefined,
): Content {
  const found = new Map(chunks.map((chunk) => [chunk.metadata.name, chunk]));
  const missing = names.filter((name) => !found.has(name));
  if (missing.length > 0) return { ok: false, problem: `Secret ${missing.join(', ')} is missing` };
  const bytes = Buffer.concat(names.map((name) => chunkOf(found.get(name))));
  const hash = digest(bytes);
  if (expected !== undefined && hash !== expected)
    return { ok: false, problem: `its hash is ${hash}, not ${expected}` };
  try {
    return { ok: true, inventory: JSON.parse(gunzipSync(bytes).toString('utf8')) as Inventory, hash };
  } catch (error) {
    return { ok: false, problem: `it cannot be unpacked: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** `…-10` comes after `…-9`. */
function byNumber(a: string, b: string): number {
  return a.length - b.length || compareText(a, b);
}

function dataOf(object: KubeObject | undefined): Readonly<Record<string, string | undefined>> {
  return (object?.['data'] ?? {}) as Readonly<Record<string, string | undefined>>;
}

/** Throws an Error that says what there is, unless exactly one is meant. */
export function chooseBackup(backups: readonly Backup[], wanted: string | undefined): Backup {
  const meant = backups.filter((backup) => wanted === undefined || [backup.name, pivotOf(backup)].includes(wanted));
  const [first, second] = meant;
  if (first !== undefined && second === undefined) return first;
  const there = backups.map((backup) => `${backup.name} of ${pivotOf(backup)}`).join(', ');
  if (backups.length === 0)
    throw new Error('there is no backup in this cluster; is its operator in another namespace?');
  if (first === undefined) throw new Error(`there is no backup of ${wanted}; there is ${there}`);
  throw new Error(`there are several backups; name one with --pivot: ${there}`);
}

export function pivotOf({ pivot: { namespace, name } }: Backup): string {
  return `${namespace}/${name}`;
}
