/** The layer rule: decisions stay pure, effects stay at the edge. Described in CONTRIBUTING.md. */
const outside = (...folders) => `^src/(?!(${folders.join('|')})/)`;

module.exports = {
  forbidden: [
    {
      name: 'api-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/api/' },
      to: { path: outside('api') },
    },
    {
      name: 'pivot-is-pure',
      comment: 'Decisions see the API contract and themselves; no client, clock, logger, file or environment.',
      severity: 'error',
      from: { path: '^src/pivot/' },
      to: { path: outside('api', 'pivot') },
    },
    {
      name: 'pivot-uses-no-runtime-library',
      severity: 'error',
      from: { path: '^src/pivot/' },
      to: { dependencyTypes: ['core', 'npm'], pathNot: ['^node_modules/zod/', '^(node:)?crypto$'] },
    },
    {
      name: 'kube-knows-no-pivot',
      severity: 'error',
      from: { path: '^src/kube/' },
      to: { path: outside('kube', 'api') },
    },
    {
      name: 'client-library-only-in-kube',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/kube/' },
      to: { path: '^node_modules/(@kubernetes|@dot-i|undici)/' },
    },
    {
      name: 'mover-is-its-own-process',
      severity: 'error',
      from: { path: '^src/mover/' },
      to: { path: outside('mover', 'api') },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'product-never-imports-tests-or-testbed',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|testbed|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
