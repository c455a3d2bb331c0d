/** Is one stage of the Dockerfile a whole Dockerfile? */
import { describe, expect, it } from 'vitest';
import { imagePrograms } from '../../scripts/build.ts';
import { dockerfileStage, stageOf } from '../../testbed/dockerfile-stage.ts';

describe.each([
  ['operator', 'BASE_IMAGE'],
  ['probe', 'PROBE_BASE_IMAGE'],
] as const)('the stage %s', (name, base) => {
  it('is built on the base that it is told, alone', async () => {
    const dockerfile = await dockerfileStage(name, { [base]: 'example.com/base:1' });
    expect(dockerfile).toContain(`ARG ${base}=example.com/base:1\n`);
    expect(dockerfile.match(/^FROM .*$/gm)).toEqual([`FROM \${${base}} AS ${name}`]);
  });

  it('copies the programs that are bundled for it', async () => {
    const copied = [...(await dockerfileStage(name, {})).matchAll(/dist\/(\w+)\.mjs/g)].map(([, program]) => program);
    expect(copied).toEqual(imagePrograms[name]);
  });

  it('runs as nobody, and says what it is', async () => {
    const dockerfile = await dockerfileStage(name, {});
    expect(dockerfile.match(/^USER .*$/gm)?.at(-1)).toBe('USER 65532:65532');
    for (const label of ['title', 'description', 'version', 'revision', 'source', 'licenses']) {
      expect(dockerfile).toMatch(new RegExp(`org\\.opencontainers\\.image\\.${label}="[^"]+"`));
    }
  });
});

it('says when there is no such stage', () => {
  expect(() => stageOf('FROM a AS b\n', 'c', {})).toThrow('the Dockerfile has no stage c');
});
