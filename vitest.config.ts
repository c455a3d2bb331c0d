import { defineConfig } from 'vitest/config';

/** The default export of a CommonJS package is what Node makes of it, in tests as in production. */
const asNode = { interopDefault: false };

/** unit: pure, in-process. kube: against real API servers that the global setup starts. differential: our model of clusterctl against the real one. testbed: whole pivots on two real clusters. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'test/{main,probe,api,pivot,controller,kube,mover,recover,plugin,scripts,testbed,faults}/**/*.test.ts',
          ],
          exclude: ['test/**/*.{kube,netns,faults,testbed}.test.ts'],
          isolate: false,
          deps: asNode,
        },
      },
      {
        test: {
          name: 'kube',
          include: ['test/**/*.{kube,netns}.test.ts'],
          globalSetup: ['test/env/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // They wait for servers more than they compute.
          maxWorkers: 4,
          deps: asNode,
        },
      },
      {
        test: {
          name: 'differential',
          include: ['test/differential/**/*.test.ts'],
          globalSetup: ['test/env/global-setup.ts'],
          hookTimeout: 120_000,
          // Both files want both servers for themselves.
          fileParallelism: false,
          deps: asNode,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/**/*.faults.test.ts'],
          hookTimeout: 300_000,
          // Each file opens more servers than there are processors.
          fileParallelism: false,
          deps: asNode,
        },
      },
      {
        test: {
          name: 'testbed',
          include: ['test/**/*.testbed.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 1_800_000,
          fileParallelism: false,
          sequence: { concurrent: false },
        },
      },
    ],
  },
});
