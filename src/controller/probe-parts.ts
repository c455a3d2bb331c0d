/** What the probes of a side have to be made of, or what is missing to make them. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import { secrets } from '../api/resources.ts';
import { settleAll } from '../kube/settle-all.ts';
import type { Observation, Side } from '../pivot/observation.ts';
import type { ProbeFiles } from '../pivot/probe-daemonset.ts';
import { type ProbeObjects, probeObjects } from '../pivot/probe-objects.ts';
import { ironicNamespace } from '../pivot/workloads.ts';
import type { World } from './world.ts';

/** What tells where Ironic is. */
export type Surroundings = Pick<Observation, 'pivot' | 'source' | 'target' | 'ironicManifests'>;

export type WantedProbe =
  | { readonly objects: ProbeObjects; readonly ironicNamespace: string | undefined }
  | { readonly missing: string };

/** Reads what both sides need, once. */
export async function wantedProbes(world: World, around: Surroundings): Promise<(side: Side) => WantedProbe> {
  const { pivot } = around;
  const { endpoint } = pivot.spec.ironic;
  const inputs = await readInputs(world, pivot);
  return (side) => {
    if (endpoint === undefined) return { missing: 'spec.ironic.endpoint is not set any more' };
    if ('missing' in inputs) return inputs;
    const namespace = ironicNamespace(around, around.ironicManifests, side);
    return {
      objects: probeObjects({ pivot, endpoint, side, ...inputs, ironicNamespace: namespace }),
      ironicNamespace: namespace,
    };
  };
}

/** What is missing to make probes for a pivot that wants them, in words; undefined when nothing is. */
export async function missingProbeInput(world: World, pivot: ClusterPivot): Promise<string | undefined> {
  if (pivot.spec.ironic.endpoint === undefined) return undefined;
  const inputs = await readInputs(world, pivot);
  return 'missing' in inputs ? inputs.missing : undefined;
}

async function readInputs(
  { source, probeImage: image }: World,
  pivot: ClusterPivot,
): Promise<{ readonly image: string; readonly files: ProbeFiles } | { readonly missing: string }> {
  const { endpoint } = pivot.spec.ironic;
  const read = (name: string | undefined, keys: readonly string[]) =>
    name === undefined ? Promise.resolve([]) : readKeys(source, pivot, { name, keys });
  const [ca, credentials] = await settleAll([
    read(endpoint?.caSecretRef?.name, [endpoint?.caSecretRef?.key ?? '']),
    read(endpoint?.credentialsSecretRef?.name, ['username', 'password']),
  ]);
  if (image === undefined) {
    return { missing: "the probes' image is not known; set PROBE_IMAGE in the environment of the operator" };
  }
  if ('missing' in ca) return ca;
  return 'missing' in credentials ? credentials : { image, files: filesOf(ca, credentials) };
}

function filesOf([ca]: readonly string[], [username, password]: readonly string[]): ProbeFiles {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(username === undefined || password === undefined ? {} : { credentials: { username, password } }),
  };
}

/** The values as they are, in base64; each must be there. */
async function readKeys(
  source: World['source'],
  { metadata: { namespace = '' } }: ClusterPivot,
  { name, keys }: { readonly name: string; readonly keys: readonly string[] },
): Promise<readonly string[] | { readonly missing: string }> {
  const secret = await source.get(secrets, { namespace, name });
  const data = (secret?.['data'] ?? {}) as Readonly<Record<string, string>>;
  const absent = keys.find((key) => data[key] === undefined);
  if (absent !== undefined) return { missing: `Secret ${namespace}/${name} with key ${absent} does not exist` };
  return keys.map((key) => data[key] ?? '');
}
