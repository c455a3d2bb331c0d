#!/usr/bin/env node
/** Entry point of the kubectl plugin: a person's own process, with that person's kubeconfig and terminal. */

// A library of a library still loads Node's own punycode, and every start would say so: before anything is loaded.
process.noDeprecation = true;
const { runPlugin } = await import('./plugin.ts');
const { processShell } = await import('./process-shell.ts');

process.exitCode = await runPlugin(processShell(process), process.argv[1] ?? '');
