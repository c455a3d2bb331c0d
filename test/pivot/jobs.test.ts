/** Are the Jobs restricted, free of shells, run once, and the same each time they are made? */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { copyJob, initJob, jobName, ownLabels, ownName } from '../../src/pivot/jobs.ts';
import { pivot, providers } from './given.ts';

const place = { namespace: 'clusterpivot-system', image: 'registry.example/clusterpivot:v1' };

interface JobFields {
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds: number;
  readonly template: {
    readonly metadata: { readonly labels: object };
    readonly spec: Record<string, unknown> & {
      readonly containers: readonly (Record<string, unknown> & {
        readonly command: readonly string[];
        readonly args: readonly string[];
      })[];
    };
  };
}

const spec = (job: KubeObject) => job['spec'] as JobFields;
const container = (job: KubeObject) => spec(job).template.spec.containers[0];
const offline = pivot({ spec: { providers: { clusterctlConfigRef: { name: 'offline' } } } });
const both = {
  init: initJob(pivot(), place, providers),
  copy: copyJob(pivot(), place, jobName(pivot(), 'copy', 1)),
};

describe.each(Object.entries(both))('the %s Job', (_, job) => {
  const pod = spec(job).template.spec;

  it('fulfils the restricted Pod security standard', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container(job)).toMatchObject({
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
    });
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC', 'hostUsers']) expect(pod).not.toHaveProperty(field);
  });

  it('runs one program without a shell', () => {
    expect(container(job)?.command).toEqual(['node', '/app/mover.mjs']);
    for (const arg of container(job)?.args ?? []) expect(arg).toMatch(/^(init|copy|--[-a-z]+=.+)$/);
  });

  it('is run once', () => {
    expect(job['spec']).toMatchObject({
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      podReplacementPolicy: 'Failed',
    });
    expect(pod).toMatchObject({ restartPolicy: 'Never' });
  });

  it('tells whose it is, in the place it was made for', () => {
    expect(job.metadata).toMatchObject({ namespace: place.namespace, labels: ownLabels(pivot()) });
    expect(spec(job).template.metadata.labels).toMatchObject(ownLabels(pivot()));
    expect(container(job)).toMatchObject({ image: place.image });
  });

  it('finds its credentials by its own name', () => {
    expect(pod).toMatchObject({
      volumes: [
        { name: 'credentials', secret: { secretName: job.metadata.name, defaultMode: 0o440 } },
        { name: 'config', configMap: { name: job.metadata.name, optional: true } },
        { name: 'work', emptyDir: {} },
        { name: 'tmp', emptyDir: {} },
      ],
    });
  });
});

describe('names', () => {
  it('depend on nothing but the ClusterPivot, the purpose and the attempt', () => {
    expect(ownName(pivot())).toBe('cpv-0a1b2c3d-4e5f');
    expect(jobName(pivot(), 'init')).toBe('cpv-0a1b2c3d-4e5f-init');
    expect(jobName(pivot(), 'copy', 2)).toBe('cpv-0a1b2c3d-4e5f-copy-2');
    expect(both.init.metadata.name).toBe('cpv-0a1b2c3d-4e5f-init');
    expect(both.copy.metadata.name).toBe('cpv-0a1b2c3d-4e5f-copy-1');
  });

  it('make the same Job each time', () => {
    expect(initJob(pivot(), place, providers)).toEqual(both.init);
    expect(copyJob(pivot(), place, both.copy.metadata.name)).toEqual(both.copy);
  });
});

describe('arguments', () => {
  it('of init name the variables, where there are some', () => {
    const wanted = pivot({
      spec: { providers: { install: 'MatchSource', variablesSecretRef: { name: 'variables' } } },
    });
    expect(container(initJob(wanted, place, []))?.args).toContain('--variables=/var/run/clusterpivot/variables.json');
    expect(container(both.init)?.args?.join(' ')).not.toContain('--variables');
  });

  it('of init name each provider with its version', () => {
    const types = ['Core', 'Bootstrap', 'ControlPlane', 'Infrastructure', 'IPAM', 'RuntimeExtension', 'Addon'];
    const wanted = types.map((type) => ({ type: `${type}Provider`, name: 'x', version: 'v1.0.0' }));
    expect(container(initJob(pivot(), place, wanted))?.args).toEqual([
      'init',
      '--kubeconfig=/var/run/clusterpivot/target.kubeconfig',
      '--provider=core/x:v1.0.0',
      '--provider=bootstrap/x:v1.0.0',
      '--provider=control-plane/x:v1.0.0',
      '--provider=infrastructure/x:v1.0.0',
      '--provider=ipam/x:v1.0.0',
      '--provider=runtime-extension/x:v1.0.0',
      '--provider=addon/x:v1.0.0',
      '--wait-timeout-seconds=1440',
    ]);
  });

  it('of init name the configuration when there is one', () => {
    expect(container(initJob(offline, place, []))?.args).toEqual([
      'init',
      '--kubeconfig=/var/run/clusterpivot/target.kubeconfig',
      '--config=/var/run/clusterpivot-config/clusterctl.yaml',
      '--repository=/var/run/clusterpivot-config/repository.tar.gz',
      '--wait-timeout-seconds=1440',
    ]);
  });

  it('of copy name both clusters, the namespace and the time there is, and the Job outlasts it', () => {
    const job = copyJob(pivot({ spec: { timeouts: { copyingSeconds: 600 } } }), place, 'copy');
    expect(container(job)?.args).toEqual([
      'copy',
      '--from-kubeconfig=/var/run/clusterpivot/source.kubeconfig',
      '--to-kubeconfig=/var/run/clusterpivot/target.kubeconfig',
      '--namespace=metal3',
      '--deadline-seconds=600',
    ]);
    expect(spec(job).activeDeadlineSeconds).toBe(660);
  });

  it('and accounts tell the Jobs apart: only one may install', () => {
    expect(spec(both.init).template.spec).toMatchObject({ serviceAccountName: 'clusterpivot-init' });
    expect(spec(both.copy).template.spec).toMatchObject({ serviceAccountName: 'clusterpivot-copy' });
  });
});
