/** What an API server was asked to write, and by whom, as its own audit log tells it. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { vi } from 'vitest';
import { configMaps } from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { type AuditEntry, parseAuditLog, type Side } from '../../testbed/witness/audit-entry.ts';
import { objectOf } from './minimal-crds.ts';

export class AuditTrail {
  readonly #admin: ClusterClient;
  readonly #file: string;
  readonly #side: Side;

  constructor(side: Side, admin: ClusterClient, file: string | undefined) {
    if (file === undefined) throw new Error('this control plane keeps no audit log');
    this.#side = side;
    this.#admin = admin;
    this.#file = file;
  }

  /** Every request so far that could have written something, also refused ones and dry runs. */
  async entries(): Promise<readonly AuditEntry[]> {
    await this.#catchUp();
    return this.#read();
  }

  /** An entry is written when its answer has been sent, so that of a later write comes after all that we know of. */
  async #catchUp(): Promise<void> {
    const name = `marker-${randomUUID()}`;
    await this.#admin.create(configMaps, objectOf(configMaps, { name, namespace: 'default' }));
    const isThere = async () => (await this.#read()).some((entry) => entry.name === name);
    await vi.waitUntil(isThere, { timeout: 10_000, interval: 20 });
  }

  async #read(): Promise<readonly AuditEntry[]> {
    const text = await readFile(this.#file, 'utf8');
    // The last line may be half written.
    return parseAuditLog(text.slice(0, text.lastIndexOf('\n')).split('\n'), this.#side);
  }
}

/** `patch customresourcedefinitions/x`, `update clusterpivots/status team-a/x`: what was written, in words to compare. */
export function inWords({ verb, resource, subresource, namespace, name = '' }: AuditEntry): string {
  const type = subresource === '' ? resource : `${resource}/${subresource}`;
  return [verb, type, namespace === '' ? name : `${namespace}/${name}`].join(' ');
}
