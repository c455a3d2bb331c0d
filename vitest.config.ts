import { defineConfig } from 'vitest/config';

/** unit: pure, in-process. kube: against real API servers that the global setup starts. testbed: whole pivots on two real clusters. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{api,pivot,controller,kube,mover,testbed}/**/*.test.ts'],
          exclude: ['test/**/*.kube.test.ts', 'test/**/*.testbed.test.ts'],
          isolate: false,
        },
      },
      {
        test: {
          name: 'kube',
          include: ['test/**/*.kube.test.ts'],
          globalSetup: ['test/env/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
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
