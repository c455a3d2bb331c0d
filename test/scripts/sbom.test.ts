/** Does the bill of materials list what is in an image, and nothing else? */
import { describe, expect, it } from 'vitest';
import { type Bom, type Component, imageBom } from '../../scripts/sbom/cyclonedx.ts';
import { parseBuildInfo } from '../../scripts/sbom/go-modules.ts';

function library(name: string): Component {
  return { 'bom-ref': `${name}@1.0.0`, type: 'library', name, version: '1.0.0', purl: `pkg:npm/${name}@1.0.0` };
}

const whole: Bom = {
  serialNumber: 'urn:uuid:1',
  metadata: { timestamp: '2026-01-01T00:00:00Z', component: library('clusterpivot') },
  components: [library('a'), library('b'), library('c')],
  dependencies: [
    { ref: 'clusterpivot@1.0.0', dependsOn: ['a@1.0.0', 'c@1.0.0'] },
    { ref: 'a@1.0.0', dependsOn: ['b@1.0.0', 'c@1.0.0'] },
    { ref: 'c@1.0.0', dependsOn: [] },
  ],
};

describe('imageBom', () => {
  it('keeps what is bundled, with what depends on what of it', () => {
    const bom = imageBom(whole, ['a@1.0.0', 'b@1.0.0'], [library('go')]);
    expect(bom.components.map(({ name }) => name)).toEqual(['a', 'b', 'go']);
    expect(bom.dependencies).toEqual([
      { ref: 'clusterpivot@1.0.0', dependsOn: ['a@1.0.0'] },
      { ref: 'a@1.0.0', dependsOn: ['b@1.0.0'] },
    ]);
  });

  it('has nothing that differs from one time to the next', () => {
    expect(JSON.stringify(imageBom(whole, [], []))).not.toMatch(/urn:uuid|timestamp/);
  });

  it('refuses a package that nobody has locked', () => {
    expect(() => imageBom(whole, ['d@1.0.0'], [])).toThrow('d@1.0.0 is bundled');
  });
});

it('reads the modules of a Go program, and what stands in for one', () => {
  const text = [
    'clusterctl: go1.26.8',
    '\tpath\tsigs.k8s.io/cluster-api/cmd/clusterctl',
    '\tmod\tsigs.k8s.io/cluster-api\tv1.14.2\th1:a=',
    '\tdep\tgithub.com/a/b\tv1.0.0+incompatible\th1:b=',
    '\tdep\tgithub.com/c/d\tv1.0.0\th1:c=',
    '\t=>\tgithub.com/e/d\tv1.0.1\th1:d=',
    '\tbuild\t-trimpath=true',
  ].join('\n');
  expect(parseBuildInfo(text).map(({ purl }) => purl)).toEqual([
    'pkg:golang/sigs.k8s.io/cluster-api@v1.14.2',
    'pkg:golang/github.com/a/b@v1.0.0%2Bincompatible',
    'pkg:golang/github.com/e/d@v1.0.1',
  ]);
});
