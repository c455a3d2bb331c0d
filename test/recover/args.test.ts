import { expect, it } from 'vitest';
import { readArguments } from '../../src/recover/args.ts';

const choice = {
  kubeconfig: undefined,
  operatorNamespace: 'clusterpivot-system',
  pivot: undefined,
  gone: new Set(),
  dryRun: false,
};

it.each([
  ['--help', { kind: 'help' }],
  ['help', { kind: 'help' }],
  ['list', { kind: 'list', kubeconfig: undefined, operatorNamespace: 'clusterpivot-system' }],
  [
    'list --kubeconfig target.kubeconfig --operator-namespace ops',
    { kind: 'list', kubeconfig: 'target.kubeconfig', operatorNamespace: 'ops' },
  ],
  ['restore', { kind: 'restore', ...choice }],
  [
    'restore --pivot metal3/prod.eu --source-is-gone --dry-run',
    { kind: 'restore', ...choice, pivot: 'metal3/prod.eu', gone: new Set(['source']), dryRun: true },
  ],
  [
    'restore --pivot cpv-0a1b2c3d-4e5f --target-is-gone',
    { kind: 'restore', ...choice, pivot: 'cpv-0a1b2c3d-4e5f', gone: new Set(['target']) },
  ],
  ['finish', { kind: 'finish', ...choice, timeoutSeconds: 1800 }],
  [
    'finish --source-is-gone --target-is-gone --timeout-seconds=60',
    { kind: 'finish', ...choice, gone: new Set(['source', 'target']), timeoutSeconds: 60 },
  ],
])('reads %s', (line, command) => {
  expect(readArguments(line.split(' '))).toEqual(command);
});

it.each([
  ['', 'the first argument must be list, restore or finish, not ""'],
  ['delete', 'the first argument must be list, restore or finish, not "delete"'],
  ['restore prod', "Unexpected argument 'prod'"],
  ['list --pivot metal3/prod', "Unknown option '--pivot'"],
  ['restore --timeout-seconds 5', "Unknown option '--timeout-seconds'"],
  ['finish --kubeconfig=', '--kubeconfig must not be empty'],
  ['finish --operator-namespace=A', '--operator-namespace must be the name of a namespace'],
  ['finish --pivot=metal3/prod/x', '--pivot must be NAMESPACE/NAME, or the name of a backup'],
  ['finish --pivot=/prod', '--pivot must be NAMESPACE/NAME, or the name of a backup'],
  ['finish --source-is-gone=no', "'--source-is-gone' does not take an argument"],
  ['finish --timeout-seconds=0', '--timeout-seconds must be a whole number of seconds from 1 to 604800'],
  ['finish --timeout-seconds=604801', '--timeout-seconds must be a whole number of seconds from 1 to 604800'],
  [
    'finish --pivot=A --timeout-seconds=x',
    '--pivot must be NAMESPACE/NAME, or the name of a backup; --timeout-seconds',
  ],
])('refuses "%s"', (line, problem) => {
  expect(() => readArguments(line.split(' ').filter((word) => word !== ''))).toThrow(problem);
});
