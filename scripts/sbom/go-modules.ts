/** Which Go modules are in a program, as the Go toolchain wrote them into it. */
import { run } from '../../testbed/command.ts';
import type { Component } from './cyclonedx.ts';

export async function goModules(program: string): Promise<readonly Component[]> {
  return parseBuildInfo(await run(['go', 'version', '-m', program]));
}

/** Lines `mod` (the program's own) and `dep`; a line `=>` says what stands in for the module above it. */
export function parseBuildInfo(text: string): readonly Component[] {
  const modules: Component[] = [];
  for (const [kind, path = '', version = ''] of text.split('\n').map((line) => line.trim().split(/\s+/))) {
    if (kind === '=>') modules.pop();
    if (kind === 'mod' || kind === 'dep' || kind === '=>') modules.push(component(path, version));
  }
  return modules;
}

function component(path: string, version: string): Component {
  const purl = `pkg:golang/${path}@${encodeURIComponent(version)}`;
  return { 'bom-ref': purl, type: 'library', name: path, version, purl };
}
