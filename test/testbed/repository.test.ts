/** Does clusterctl find in the repository what clusterctl.yaml names? */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { withoutTemplates } from '../../testbed/manifests/cert-manager.ts';
import { released } from '../../testbed/repository.ts';
import {
  certManagerFile,
  clusterctlConfig,
  providerFile,
  repositoryProviders,
} from '../../testbed/repository-config.ts';

interface Config {
  readonly providers: readonly { readonly name: string; readonly type: string; readonly url: string }[];
  readonly 'cert-manager': { readonly url: string };
}

test('every url is the absolute path of label, version and file, as clusterctl reads it', () => {
  const config = parse(clusterctlConfig('/mnt/repository')) as Config;
  expect(config.providers.map(({ url }) => url)).toEqual(
    repositoryProviders.map((provider) => `/mnt/repository/${providerFile(provider)}`),
  );
  expect(config.providers.map(({ url }) => url)).toContain(
    '/mnt/repository/infrastructure-metal3/v1.14.0/infrastructure-components.yaml',
  );
  expect(config['cert-manager'].url).toBe(`/mnt/repository/${certManagerFile}`);
});

test('a development manifest becomes a released one: its image by its release, never pulled when there', () => {
  const manifest = [
    'description: imagePullPolicy is a word here',
    '  - image: gcr.io/staging/kubeadm-bootstrap-controller:main',
    '    imagePullPolicy: Always',
    '    name: manager',
  ].join('\n');
  expect(released(manifest, 'registry.k8s.io/cluster-api/kubeadm-bootstrap-controller:v1.2.3').split('\n')).toEqual([
    'description: imagePullPolicy is a word here',
    '  - image: registry.k8s.io/cluster-api/kubeadm-bootstrap-controller:v1.2.3',
    '    imagePullPolicy: IfNotPresent',
    '    name: manager',
  ]);
});

test('a manifest that names no such image is refused rather than installed with the wrong one', () => {
  expect(() => released('image: other:main\nimagePullPolicy: Always', 'r/controller:v1')).toThrow('r/controller:v1');
});

test('a CRD loses its template lines and nothing else', () => {
  const crd = "labels:\n  app: '{{ template }}'\n  # note {{- include }}\nspec: {}";
  expect(withoutTemplates(crd)).toBe('labels:\nspec: {}');
});
