import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodes, exitMeanings } from '../../src/plugin/exit-codes.ts';
import { version } from '../../src/plugin/version.ts';
import { runLine } from './test-shell.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

it('has the version of package.json', async () => {
  expect((JSON.parse(read('package.json')) as { version: string }).version).toBe(version);
  expect(await runLine('version --client')).toEqual({ code: 0, out: `Client Version: ${version}\n`, err: '' });
});

describe('help', () => {
  const names = [
    'doctor',
    'plan',
    'run',
    'approve',
    'watch',
    'status',
    'hold',
    'resume',
    'rollback',
    'report',
    'diagnose',
    'completion',
    'version',
  ];

  it('names every command and exit code', async () => {
    const { code, out } = await runLine('--help');
    expect(code).toBe(exitCodes.done);
    for (const name of names) expect(out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    for (const meaning of Object.values(exitMeanings)) expect(out).toContain(meaning);
  });

  it.each(names)('of %s tells its flags and those of all commands', async (name) => {
    const { code, out } = await runLine(`${name} --help`);
    expect(code).toBe(exitCodes.done);
    expect(out).toMatch(new RegExp(`^Usage: kubectl-clusterpivot ${name} `));
    expect(out).toContain('--kubeconfig <file>');
  });
});

describe('wrong arguments', () => {
  it.each([
    ['nonsense', "unknown command 'nonsense'"],
    ['status --nonsense', "unknown option '--nonsense'"],
    ['status one two', 'too many arguments'],
    ['plan -o table', 'Allowed choices are json, yaml, markdown'],
    ['watch --timeout soon', 'must be a duration such as 90s, 10m or 1h30m'],
    ['completion tcsh', 'Allowed choices are bash, zsh, fish, kubectl'],
    ['completion', "missing required argument 'shell'"],
  ])('%s is refused before any cluster is asked', async (line, said) => {
    const { code, err } = await runLine(line);
    expect(err).toContain(said);
    expect(code).toBe(exitCodes.usage);
  });
});

describe('__complete', () => {
  const complete = async (words: readonly string[], calledAs?: string) => {
    const { runPlugin } = await import('../../src/plugin/plugin.ts');
    const { testShell } = await import('./test-shell.ts');
    const shell = testShell(words);
    await runPlugin(shell, calledAs ?? 'kubectl-clusterpivot');
    return shell
      .printed()
      .out.split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t')[0]);
  };

  it('gives commands, also under the name by which kubectl asks', async () => {
    const asked = await complete(['__complete', '']);
    expect(asked).toContain('watch');
    expect(asked).not.toContain('__complete');
    expect(await complete([''], '/usr/bin/kubectl_complete-clusterpivot')).toEqual(asked);
  });
  it.each([
    [
      ['plan', '-o', ''],
      ['json', 'yaml', 'markdown', ':4'],
    ],
    [
      ['plan', '--output='],
      ['--output=json', '--output=yaml', '--output=markdown', ':4'],
    ],
    [['run', '-f', ''], [':0']],
    [['--kubeconfig', ''], [':0']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', 'kubectl', ':4'],
    ],
    // No cluster answers: nothing, and no error.
    [['watch', ''], [':4']],
    [['watch', 'prod', ''], [':4']],
  ])('%j', async (words, found) => {
    expect(await complete(['__complete', ...words])).toEqual(found);
  });
  it('gives the flags of a command with those of all', async () => {
    expect(await complete(['__complete', 'watch', '--'])).toEqual(
      expect.arrayContaining(['--timeout', '--kubeconfig', ':4']),
    );
  });
});

describe('docs/plugin.md', () => {
  const page = read('docs/plugin.md');

  it('has each exit code as help tells it', () => {
    const rows = Object.entries(exitCodes).map(
      ([name, code]) => `| ${code} | ${exitMeanings[name as keyof typeof exitCodes]} |`,
    );
    for (const row of rows) expect(page).toContain(row);
  });

  const lines = [...page.matchAll(/^\$? ?kubectl clusterpivot (.+)$/gm)].map(([, line = '']) =>
    line.replace(/ +#.*| *[>|].*$/, ''),
  );
  it('shows commands', () => {
    expect(lines.length).toBeGreaterThan(12);
  });
  it.each(lines)('kubectl clusterpivot %s is understood', async (line) => {
    const { code } = await runLine(line.replaceAll("'", ''));
    expect(code).not.toBe(exitCodes.usage);
  });
});
