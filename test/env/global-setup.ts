/** Two empty control planes, `source` and `target`, for all tests of the project `kube`; taken with `inject`. */
import type { TestProject } from 'vitest/node';
import { type ControlPlaneAccess, startControlPlane } from './control-plane.ts';

declare module 'vitest' {
  interface ProvidedContext {
    source: ControlPlaneAccess;
    target: ControlPlaneAccess;
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const [source, target] = await Promise.all([startControlPlane({ audit: true }), startControlPlane({ audit: true })]);
  provide('source', source.access);
  provide('target', target.access);
  return async () => {
    await Promise.all([source.stop(), target.stop()]);
  };
}
