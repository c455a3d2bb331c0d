/** Asks the code of GitOps tools themselves (testbed/modules/gitops) what they think of objects. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { ensureBinaries } from '../../testbed/binaries.ts';
import { run } from '../../testbed/command.ts';

export interface Judgement {
  readonly status: string;
  readonly message: string;
}

export async function kstatusOf(objects: readonly KubeObject[]): Promise<readonly Judgement[]> {
  return ask('kstatus', { objects });
}

const customization = join(
  import.meta.dirname,
  '../../config/argo-cd/resource_customizations/pivot.metal3.io/ClusterPivot',
);

/** A file of the customization for Argo CD. */
export function customizationFile(path: string): string {
  return join(customization, path);
}

export async function healthOf(objects: readonly KubeObject[]): Promise<readonly Judgement[]> {
  return ask('health', { script: await scriptAt('health.lua'), objects });
}

export interface Offered {
  readonly disabled: boolean;
  readonly displayName: string;
}

export async function actionsOn(objects: readonly KubeObject[]): Promise<readonly Readonly<Record<string, Offered>>[]> {
  return ask('discovery', { script: await scriptAt('actions/discovery.lua'), objects });
}

/** The object as the action wants it to be. */
export async function afterAction(action: string, object: KubeObject): Promise<KubeObject> {
  const [after] = await ask<readonly KubeObject[]>('action', {
    script: await scriptAt(`actions/${action}/action.lua`),
    objects: [object],
  });
  if (after === undefined) throw new Error(`action ${action} gave no object back`);
  return after;
}

function scriptAt(path: string): Promise<string> {
  return readFile(customizationFile(path), 'utf8');
}

async function ask<Answers>(what: string, question: object): Promise<Answers> {
  const { gitops } = await ensureBinaries(['gitops']);
  return JSON.parse(await run([gitops, what], { input: JSON.stringify(question) })) as Answers;
}
